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
}
