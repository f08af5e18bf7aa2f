"""Styles that A1111's web UI reads in a styles.csv, with the csv module that it reads them with.

  python styles_csv.py [folder of golden/]

Writes prompts/styles-csv.json: files and their styles as [name, prompt, negative prompt], made with Python 3.11. The rules are
the web UI's: DictReader with skipinitialspace, an older column `text` for `prompt`, no rows whose name starts with "#", the
last of several with one name; here, rows without a name are left out as well.
"""
import csv
import io
import json
import pathlib
import random
import sys

GOLDEN = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / 'golden'
HEAD = 'name,prompt,negative_prompt\n'
FILES = [
    HEAD + 'A,x,y\n', HEAD + 'A,x,y', HEAD.strip(), HEAD + '\n\nA,x,y\n\n', HEAD + 'A,x\nB\n', HEAD + 'A,x,y,z\n', HEAD + 'A,"x, y",z\n',
    HEAD + 'A, "{prompt}, oil, big", "bad, worse"\n', 'name, prompt, negative_prompt\nA, "x, y", z\n', HEAD + 'A,   x  ,  y \n',
    HEAD + 'A,\t"x",y\n', HEAD + 'A,x "y" z,n\n', HEAD + 'A,x"y,n\n', HEAD + 'A,"x" y,n\n', HEAD + 'A,"x"y"z",n\n', HEAD + 'A,"x""y",n\n',
    HEAD + 'A,"""x""",n\n', HEAD + 'A,"",n\n', HEAD + 'A,"x\ny",n\nB,z,\n', HEAD + 'A,"x\r\ny\r\n",n\r\nB,z,\r\n', HEAD + 'A,"x\n\n",n\n',
    HEAD.replace('\n', '\r\n') + 'A,x,y\r\nB,"z",w\r\n', HEAD + 'A,"x, never closed\nB,y,z\n', HEAD + 'A,x,"y\n', '\ufeff' + HEAD + 'A,x,y\n',
    '\ufeff"name","prompt"\n"A","x"\n', HEAD + '# group,,\nA,x,y\n', HEAD + ' # group,,\nA,x,y\n', HEAD + '"# group",,\nA,x,y\n', HEAD + '#A\nB,x,y\n',
    HEAD + 'A#,x,#y\n', HEAD + ',x,y\nA,x,y\n', HEAD + 'A,x,y\nB,z,\nA,w,v\n', 'name,text\nA,x\n', 'name,text,prompt\nA,x,y\n',
    'prompt,name\nx,A\n', 'name,prompt,negative_prompt,extra\nA,x,y,z\n', HEAD + 'Ä ö,"猫, ""🐈""",é\n', HEAD + "A,'x, y',z\n", HEAD + 'A;x;y\n',
    HEAD + 'A,x\\"y,z\n', HEAD + 'A,"x\\",y",z\n', HEAD + 'A,"x" ,y\n', HEAD + 'A, ,y\n', HEAD + 'A," x ",y\n', HEAD + '"A, B",x,y\n',
    HEAD + '"A\nB",x,y\n', HEAD + 'A,{prompt} "in" oil,"a ""b"" c"\n', HEAD + '   \nA,x,y\n', HEAD + ',,\n', 'name,prompt,prompt\nA,x,y\n',
]


def styles(text):
    found = {}
    file = io.TextIOWrapper(io.BytesIO(text.encode()), encoding='utf-8-sig', newline='')
    for row in csv.DictReader(file, skipinitialspace=True):
        if not row['name'].strip() or row['name'].startswith('#'):
            continue
        prompt = row['prompt'] if 'prompt' in row else row['text']
        found[row['name']] = [row['name'], prompt or '', row.get('negative_prompt', '') or '']
    return list(found.values())


rng = random.Random(1)
pieces = [',', ',', '"', '"', ' ', 'a', 'b c', '\n', '\r\n', '#', '""', '{prompt}', "'", '\\']
FILES += [HEAD + ''.join(rng.choice(pieces) for _ in range(rng.randint(1, 16))) for _ in range(150)]
cases = [{'csv': text, 'styles': styles(text)} for text in FILES]
out = GOLDEN / 'prompts' / 'styles-csv.json'
out.parent.mkdir(exist_ok=True)
lines = ',\n    '.join(json.dumps(case, ensure_ascii=False) for case in cases)
out.write_text(f'{{\n  "cases": [\n    {lines}\n  ]\n}}\n')
print(len(cases), 'files')
