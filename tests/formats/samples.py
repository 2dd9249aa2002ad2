"""One small file of each format, with as much of its grammar as possible."""

TPS = (
    "LM=3\n1.5 2\n-1 -1\n3 NA\nCURVES=1\nPOINTS=2\n1 2\n3 4\nIMAGE=a.jpg\nID=0\nSCALE=0.5\n"
    'VARIABLES="a=1, 2",b=x\nLM=2 label\n1,5 2\n3 4\nOUTLINES=1\nPOINTS=1\n5 6\nCOMMENT=b\n'
)
NTS = (
    '"a comment\n1 2L 6L 1 9999 DIM=3\na b\nx1 y1 z1 x2 y2 z2\n'
    "1 2 3\n9999 9999 9999\n1 2 3\n4 5 6\n"
)
NTS_BESIDE = "1 3E 4 1 -9 Dim = 2\n1 2 3 4 a\n5 NA 7 8\nb 9 10 -9\n12 c\n"
MORPHOLOGIKA = (
    '[individuals]\n2\n[landmarks]\n2\n[dimensions]\n2\n[names]\na\nb\n[labels]\nSex "A b"\n'
    "[labelvalues]\nM 1\n'F x' 2\n[groups]\nx 1\ny 1\n[rawpoints]\n'a\n1 2\n3 4\n'b\n5 6\n7 8\n"
    "[wireframe]\n1 2\n[polygons]\n1 2 1\n[images]\na.jpg\nb.jpg\n[pixelspermm]\n2\n3\n"
)
TABLE = 'specimen;landmark;x;y\na;1;1,5;2\na;2;3;\n"b";1;5;6\nb;2;NA;8\n'
VARIABLES = 'specimen,sex,"mass"\na,M,1.5\n"b, c",F,007\nc,,true\n'

SAMPLES = {
    "file.tps": TPS,
    "file.nts": NTS,
    "beside.nts": NTS_BESIDE,
    "morphologika.txt": MORPHOLOGIKA,
    "landmarks.csv": TABLE,
}
