"""What compel's parser makes of prompts.

  pip install --no-deps compel==2.5.1 && pip install pyparsing
  python compel_prompts.py [folder of golden/]

Writes prompts/compel.json: of each prompt the texts with their weights, or the texts that are blended, each with its parts,
and the weights of the blend as they are divided by their sum. Weights of `.and()` multiply those of its texts; of `.swap()`
the original stands, as compel encodes it. Prompts that compel refuses are not among them.
"""
import importlib.util
import json
import pathlib
import sys

GOLDEN = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / 'golden'

# The package itself wants torch; its parser does not.
package = pathlib.Path(importlib.util.find_spec('compel').submodule_search_locations[0])
spec = importlib.util.spec_from_file_location('prompt_parser', package / 'prompt_parser.py')
compel = importlib.util.module_from_spec(spec)
spec.loader.exec_module(compel)

PROMPTS = [
    'a red++ house', 'word+', 'word-', 'word--', 'word+-', 'word-+', '+word', '-word', 'a + b', 'a - b', 'a++ b', 'mid-day',
    'mid-day+', 'a-b-', '1.5', 'x 1.5 y', '(some words)++', '(some words)1.3', '(some words)-1.3', '(some words).5',
    '(some words)0', '(some words)1', '(some words) 1.3', '(some words) ++', '(a b)1.2c', 'x(y)1.2z', 'x (y)1.2 z', 'x(y)z',
    'x (y) z', '(a (b)1.5 c)0.5', '((a))', '((a)+)+', '(a', 'a)', '(a b c', 'a (b', 'a ) b', '(a))', '((a)', '(a+ b',
    '(a b)+ (c', '\\(a\\)', 'a \\( b \\)', 'a\\+', 'a\\+\\+', '\\+', 'a\\-', '(a\\+ b)1.5', '\\(a b\\)1.2', '\\"a\\"',
    '"quoted"+', '"quoted"', '"quoted words"1.4', '"quoted words"++', '"a (b)1.2"0.5', '"a', '"a" "b"+', "'quoted'+",
    'a "b" c', '(a, b)1.2', 'a, b', 'a,b', 'a , b', 'a. b', 'a.b', 'a.b+', '(a. b)1.1', 'word,+', 'word, other+',
    'word+, other', 'word+.', 'a+b', 'a+b+', 'blue-ish', 'C++', 'c-', '2+', '(2)1.5', '1.2+', 'a:1.3', '(a:1.3)', '[a]',
    '{a|b}', '<lora:x:1>', '("a", "b").blend(0.7, 0.3)', "('a', 'b').blend(0.7, 0.3)", '("a", "b").blend(1, 3)',
    '("a", "b").blend(1, 3, no_normalize)', '("a", "b").blend()', '("a", "b").blend(1)', '("a", "b").blend(1,-1)',
    '("a", "b").blend(0.7,0.3) c', 'x ("a", "b").blend(0.7,0.3)', '("a", "b") .blend(0.7,0.3)',
    '("a", "b"). blend(0.7,0.3)', '("a","b").blend( 0.7 , 0.3 )', '("a").blend(1)', '(a, b).blend(0.7, 0.3)',
    '(a b, c d).blend(0.7, 0.3)', '("a b", c).blend(0.7, 0.3)', '(a+, b).blend(0.7, 0.3)', '("a+ b", "c").blend(0.7, 0.3)',
    '("(a)1.2 b", "c").blend(0.7, 0.3)', '(("a b")+, "c").blend(0.7, 0.3)', '((a b), (c d)).blend(0.7, 0.3)',
    '("a, b", "c").blend(0.7, 0.3)', '("a \\"x\\" b", "c").blend(0.7, 0.3)', '("a", "b",).blend(1, 2)',
    '("", "b").blend(1, 2)', '("a.swap(b)", "c").blend(1,1)', '("a", "b").and()', '("a", "b").and(1, 0.5)',
    '("a", "b").add(1, 0.5)', "('a', 'b').and()", '("a", "b").and(1)', '("a b", "c+").and(1, 0.5)', '(a, b).and()',
    '("a", ("b", "c").blend(1,1)).and()', '("a", "b", "c").and(1, 2, 3)', 'a cat.swap(dog) b',
    'a cat.swap(dog, s_start=0.3) b', '(a cat).swap(dog)', '"a cat".swap("big dog")', 'cat.swap()', 'cat.swap(dog)++',
    'cat.attend(1.5)', '(a cat).attend(++)', '"a cat".attend(-)', 'withLora(foo, 0.5)', 'a withLora(foo, 0.5) b',
    'useLora(foo)', 'a cat withLora(foo)', 'a.', '.a', '...', 'a...', 'a... b', 'wow!', 'wow!+', 'café+', 'a_b+', 'x y+ z',
    'x  y', 'a', ' a ', '(a )+', '( a)+', '()', '()+', '(+)', '++', '--', '+-', 'a ++', 'a+ ++', '(a)1.2.3', '(a)1.',
    '(a)+1.2', '(a)1e2', '(a)+++', '(a)+-', '(a)-+', '(a)--', '(a b)--c', 'a++b', 'a--b', "it's+", "rock'n'roll",
    '"rock\'n\'roll"+', '(it\'s, "quoted" text)1.2', '(a, "b")1.2', 'a \\, b', 'a \\. b', 'a\\\\b', '\\', '\\x', '"a\\"b"+',
    'a="b"', 'a=b', 'a=b+',
]


def parts(prompt, weight=1):
    out = []
    for child in prompt.children:
        for fragment in child.original if isinstance(child, compel.CrossAttentionControlSubstitute) else [child]:
            heavy = round(fragment.weight * weight, 9)
            if out and out[-1][1] == heavy:
                out[-1][0] += f' {fragment.text}'
            elif fragment.text:
                out.append([fragment.text, heavy])
    return out


def read(prompt):
    conjunction = compel.PromptParser().parse_conjunction(prompt)
    first = conjunction.prompts[0] if conjunction.prompts else None
    if isinstance(first, compel.Blend):
        total = sum(first.weights) if first.normalize_weights else 1
        weights = [round(weight / (total or 1), 9) for weight in first.weights]
        return {'prompt': prompt, 'blend': [parts(part) for part in first.prompts], 'weights': weights}
    texts = [entry for part, weight in zip(conjunction.prompts, conjunction.weights) for entry in parts(part, weight)]
    return {'prompt': prompt, 'parts': texts}


cases = []
for prompt in PROMPTS:
    try:
        cases.append(read(prompt))
    except Exception as error:
        print('refused:', prompt, type(error).__name__)
out = GOLDEN / 'prompts' / 'compel.json'
out.parent.mkdir(exist_ok=True)
lines = ',\n    '.join(json.dumps(case, ensure_ascii=False) for case in cases)
out.write_text(f'{{\n  "cases": [\n    {lines}\n  ]\n}}\n')
print(len(cases), 'prompts')
