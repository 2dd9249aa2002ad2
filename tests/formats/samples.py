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
WIDE = (
    'id;sex;x_a;y_a;x_b;y_b;"image"\n'
    '"p ""1""";M;1,5;2;3;;p.jpg\nb;F;-1;-1;5;6;\n\nc;;NA;7;8;9;q.png\n'
)
TRANSPOSED = 'name,a,"b, c"\nsex,M,F\nX tip 1,1,2\nY tip 1,3,NA\nX eye,5,6\nY eye,7,8\n'
DEEPLABCUT = (
    "scorer,,M,M,M,M\nbodyparts,,nose,nose,tail,tail\ncoords,,x,y,x,y\n"
    "dir,a.png,1.5,2,,\ndir,b.png,5,6,7,8\n"
)
MORPHOJ = "Pan 1\t1\t2.5\t3\t4\t5\t6\nHomo\t5\t6\t-7e1\t8\t9\t10\n"
MORPHOJ_EXPORT = "Id,ProcCoord1,ProcCoord2,ProcCoord3,ProcCoord4,ID\na,1,2,3,4,a\nb,1,2,3,4,b\n"
IMP = "0 0 1 0 1 1 0 1 1.41421\n0 0 2 0 2 2 0 2 2.82843\n"
POINTS = '"V1" "V2" "V3"\n"1" 1.5 2 3\n"2" 4 NA 6\n"3" 7 8 9\n"4" -1 -1 -1\n'
FCSV = (
    "# Markups fiducial file version = 5.6\n# CoordinateSystem = RAS\n"
    "# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID\n"
    '1,1,2,3,0,0,0,1,1,1,0,"F-1, a",,,2,0\n2,4,5.5,-6,0,0,0,1,1,0,0,F-2,d,\n,3,0\n'
)
MARKUPS = (
    '{"@schema": "x", "markups": [{"type": "Fiducial", "coordinateSystem": "LPS",\n'
    '"coordinateUnits": "mm", "controlPoints": [\n'
    '{"label": "a", "position": [1.5, -2, 3e1], "positionStatus": "defined"},\n'
    '{"label": "b", "position": "", "positionStatus": "missing", "selected": false}]},\n'
    '{"type": "ClosedCurve", "coordinateSystem": "RAS", "coordinateUnits": "mm",\n'
    '"controlPoints": [{"label": "", "position": [1, 2, 3]}]}, {"type": "ROI"}]}\n'
)
LANDMARK_EDITOR = (
    "Version 1.0\n4\nS000  1.0e0 2 3\nS001  9999 9999 9999\nC001-000  -3 9999 1.99994\n"
    "P000-000 7 8 9"
)
IBUG = "version: 1\nn_points:  2\n{\n1.5 2\n3 4\n}"
LANDMARK_ASCII = (
    "# Avizo 3D ASCII 2.0\n\n\ndefine Markers 2\n\nParameters {\n    NumSets 2,\n}\n"
    "Markers { float[3] Coordinates } @1\nMarkers { float[3] Coordinates2 } @2\n"
    "Markers { int MarkerTypes } @3\n\n@1\n1 2 3\n4 5 6\n@2\n-1 -2 -3\n7 8 9\n# end\n@3\n0\n0\n"
)
CHECKPOINT = (
    "Version 6\nStratovan Checkpoint (TM)\n\n[Specimen Information]\nID: x 1\nSex: F\n"
    '[Landmarks]\nNumberOfPoints: 3\n0: 0 N 0x48 1.5 2 3 0 0 1 "eye tip" 0 1\n'
    '1: 0 M 0x48 4 5 6 0 0 1 "base" 0 2\nUnits: um\n2: 0 N 0x8 7 8 9 0 0 1 "" -1 -1\n'
    "[Curves]\nNumberOfCurves: 2\n0: 0 1\n\n[Patches]\nNumberOfPatches: 0\n"
)
MESHLAB = (
    '<?xml version="1.0"?>\n<!DOCTYPE PickedPoints>\n<PickedPoints>\n'
    '<DocumentData><DataFileName name="skull.ply"/></DocumentData>\n'
    ' <point y="2.5" name="Tip &amp; &lt;base>" z="3" x="1" active="1"/>\n'
    ' <point active="0" x="0" y="0" z="0" name="eye"/>\n</PickedPoints>\n'
)
LJSON = (
    '{"groups": {"face": {"labels": [{"label": "jaw", "mask": [0, 1]}], "landmarks":\n'
    '{"connectivity": [[0, 1], [1, 2]], "points": [[2.0, 1], [4, 3], [null, null]]}},\n'
    '"pupils": {"labels": [{"label": "left", "mask": [0]}], "landmarks": {"points": [[8, 7]]}}},\n'
    '"version": 3}\n'
)
STEREOMORPH = (
    "<shapes type=list>\n"
    "\t<ruler.pixel type=vector names=FALSE length=1 as.numeric=TRUE >17</ruler.pixel>\n"
    "\t<scaling.units type=vector names=FALSE length=1 as.numeric=FALSE >mm</scaling.units>\n"
    "\t<scaling type=vector names=FALSE length=1 as.numeric=TRUE >0.5</scaling>\n\n"
    "\t<image.name type=vector names=FALSE length=1 as.numeric=FALSE >a b.jpg</image.name>\n"
    "\t<landmarks.pixel type=matrix rownames=TRUE colnames=FALSE nrow=2 ncol=2 as.numeric=TRUE >\n"
    "\t\ttip\t1\t2\n\t\tleft eye\tNA\tNA\n\t</landmarks.pixel>\n"
    "\t<curves.control type=list>\n"
    "\t\t<suture type=matrix rownames=FALSE colnames=FALSE nrow=2 ncol=2 as.numeric=TRUE >\n"
    "\t\t\t5\t6\n\t\t\t7\t8\n\t\t</suture>\n\t</curves.control>\n"
    "\t<curves.pixel type=list>\n"
    "\t\t<back type=matrix rownames=FALSE colnames=FALSE nrow=2 ncol=2 as.numeric=TRUE >\n"
    "\t\t\t1\t2\n\t\t\t1\t3\n\t\t</back>\n\t</curves.pixel>\n</shapes>\n"
)
MODAN_JSON = (
    '{"format": "modan2 landmarks", "version": 1, "axes": 2, "landmark_names": ["tip", "eye"],\n'
    '"wireframe": [[0, 1]], "polygons": [[0, 1, 0]], "objects": [\n'
    '{"name": "p \\"1\\"", "landmarks": [[1.5, 2], [null, null]], "curves": [[[1, 2], [3, 4]]],\n'
    '"outlines": [[[5, 6]]], "scale": 0.5, "unit": "mm", "image": "a.jpg", "mesh": "a.ply",\n'
    '"comment": "x", "variables": {"sex": "M", "n": 2, "old": true, "no": null}, "extra": 1},\n'
    '{"landmarks": []}]}\n'
)
OBJ = (
    "# made by hand\nmtllib skin.mtl\no one\nv 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 1 1 0 0 0 1\n"
    "v 0 1 0.5 1 1 1\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nusemtl a\nf 1/1 2/2 3/3\ng two\n"
    "usemtl b\nf -4/1 -2/3 -1/4\n"
)
PLY = (
    "ply\nformat ascii 1.0\ncomment TextureFile photo one.jpg\nelement vertex 4\n"
    "property float x\nproperty float y\nproperty float z\nproperty uchar red\n"
    "property uchar green\nproperty uchar blue\nelement face 2\n"
    "property list uchar int vertex_indices\nend_header\n"
    "0 0 0 255 0 0\n1 0 0 0 255 0\n1 1 0 0 0 255\n0 1 0 9 9 9\n3 0 1 2\n3 0 2 3\n"
)
STL = (
    "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n"
    "endloop\nendfacet\nendsolid a\n"
)
VARIABLES = 'specimen,sex,"mass"\na,M,1.5\n"b, c",F,007\nc,,true\n'

SAMPLES = {
    "file.tps": TPS,
    "file.nts": NTS,
    "beside.nts": NTS_BESIDE,
    "morphologika.txt": MORPHOLOGIKA,
    "landmarks.csv": TABLE,
    "wide.csv": WIDE,
    "transposed.csv": TRANSPOSED,
    "deeplabcut.csv": DEEPLABCUT,
    "morphoj.txt": MORPHOJ,
    "export.txt": MORPHOJ_EXPORT,
    "imp.txt": IMP,
    "points.txt": POINTS,
    "file.fcsv": FCSV,
    "file.mrk.json": MARKUPS,
    "editor.pts": LANDMARK_EDITOR,
    "ibug.pts": IBUG,
    "file.landmarkAscii": LANDMARK_ASCII,
    "file.ckpt": CHECKPOINT,
    "file.pp": MESHLAB,
    "file.ljson": LJSON,
    "shapes.txt": STEREOMORPH,
    "modan.json": MODAN_JSON,
}

MESHES = {"mesh.obj": OBJ, "mesh.ply": PLY, "mesh.stl": STL}
