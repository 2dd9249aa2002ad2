"""Every change that a user can make, each a function that is one step of the history.

    edits.move_landmark(session.history, number, 2, (12.5, 40.0))
    session.history.undo()

The first argument is an `Editor`: the session's history, a `Pending` on a worker thread, or what
``history.together(label)`` gives to make several edits one step. Each edit is carried out whole
or, with a `UserError`, not at all.
"""

from components.workflow.edits.copying import (
    average_replicates,
    copy_objects,
    duplicate_dataset,
    merge_datasets,
    move_objects,
    split_dataset,
)
from components.workflow.edits.datasets import (
    change_dataset,
    create_dataset,
    delete_analysis,
    delete_dataset,
    move_dataset,
    rename_analysis,
    rename_dataset,
)
from components.workflow.edits.landmarks import (
    add_landmark,
    insert_landmark,
    move_landmark,
    remove_landmark,
    set_curves,
    set_landmarks,
)
from components.workflow.edits.objects import (
    add_object,
    attach_images,
    attach_meshes,
    delete_objects,
    describe_objects,
    detach_images,
    detach_meshes,
    rename_objects,
    reorder_objects,
    replace_image,
    replace_mesh,
    set_scale,
    set_scales,
    set_sequences,
)
from components.workflow.edits.schemes import (
    insert_landmark_everywhere,
    remove_landmark_everywhere,
    remove_view,
    rename_view,
    save_view,
    set_baseline,
    set_curves_of_dataset,
    set_landmark_names,
    set_polygons,
    set_wireframe,
)
from components.workflow.edits.variables import (
    add_variable,
    move_variable,
    remove_variable,
    rename_variable,
    retype_variable,
    set_cells,
)

__all__ = [
    "add_landmark",
    "add_object",
    "add_variable",
    "attach_images",
    "attach_meshes",
    "average_replicates",
    "change_dataset",
    "copy_objects",
    "create_dataset",
    "delete_analysis",
    "delete_dataset",
    "delete_objects",
    "describe_objects",
    "detach_images",
    "detach_meshes",
    "duplicate_dataset",
    "insert_landmark",
    "insert_landmark_everywhere",
    "merge_datasets",
    "move_dataset",
    "move_landmark",
    "move_objects",
    "move_variable",
    "remove_landmark",
    "remove_landmark_everywhere",
    "remove_variable",
    "remove_view",
    "rename_analysis",
    "rename_dataset",
    "rename_objects",
    "rename_variable",
    "rename_view",
    "reorder_objects",
    "replace_image",
    "replace_mesh",
    "retype_variable",
    "save_view",
    "set_baseline",
    "set_cells",
    "set_curves",
    "set_curves_of_dataset",
    "set_landmark_names",
    "set_landmarks",
    "set_polygons",
    "set_scale",
    "set_scales",
    "set_sequences",
    "set_wireframe",
    "split_dataset",
]
