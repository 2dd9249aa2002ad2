"""What is on the screen, without a screen: descriptions that charts and figures draw."""
