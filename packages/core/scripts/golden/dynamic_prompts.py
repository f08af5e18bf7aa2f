"""Every prompt of dynamic templates, from the dynamicprompts package: its combinatorial generator, wildcards as text files.

  pip install dynamicprompts==0.31.0
  python dynamic_prompts.py [folder of golden/]

Writes prompts/dynamic-prompts.json: `wildcards` by name, and `cases` of a template and the set of its prompts (the first 40
that the generator gives). Templates that it refuses are not among them.
"""
import json
import logging
import pathlib
import sys
import tempfile

from dynamicprompts.generators import CombinatorialPromptGenerator
from dynamicprompts.wildcards import WildcardManager

GOLDEN = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / 'golden'

WILDCARDS = {
    'animal': ['cat', 'dog', 'owl'],
    'my colours': ['red', 'blue'],
    'hat': ['a ${size:small} hat'],
    'clothes/shirt': ['t-shirt', 'blouse'],
    'clothes/old/coat': ['coat'],
    'remarks': ['// note', 'red // x', '# z', '  # y', ' b '],
    'shade': ['red # a remark', 'blue'],
    'season': ['${when?=summer}in ${when}'],
    'a': ['1', '2'],
    'b': ['3'],
    'twice': ['q', 'q', 'r'],
    'weights': ['0.5::cat', '2::dog'],
    'nested': ['__animal__ x', '{1|2}'],
}

TEMPLATES = [
    # choices: blanks, weights, amounts, joints
    '{ a | b }', 'x{ a | b }y', '{red |}car', '{a|b|{c|d}}', '{{a|b}|{c|d}}', '{a|b}{c|d}', '{}', '{|}', '{a}', 'a|b}', 'a } b',
    '{a|a}', '{a\n|b}', '{0::a|b}', '{2::a|3::b|c}', '{2:: a| 3:: b}', '{.5::a|5.::b}', '{-1::a|b}', '{ 2 :: a|b}', '{1::a::b|c}', '{a::1|b}',
    '{0.5::__animal__|1::x}', '{2$$a|b|c}', '{2$$a |b}', '{2$$ and $$a|b}', '{2$$|$$a|b}', '{2$$ | $$a|b|c}', '{2$$-$$a|b}',
    '{2$$__$$a|b}', '{2$$, $$a|b}', '{1-2$$ and $$a|b}', '{-2$$a|b|c}', '{-1$$a}', '{0$$a|b}', '{0-1$$a|b}', '{2-$$a|b|c}',
    '{3-1$$a|b|c}', '{9$$a|b}', '{2$$a|a|b}', '{2$$a|a}', '{2$$a|}', '{2$$}', 'a {2$$b}', '{2$${a|b}|c}', '{2$$a|{b|c}|d}',
    '{2$$${c:x}|b}', '[{a|b}:{c|d}:0.5]', '(a:1.2), [b|c]', '<lora:{a|b}:1>', 'ä{ö|ü}', '\\(a\\)',
    # wildcards: names, patterns, several of one
    '__animal__', '__my colours__', '__ my colours __', '(__animal__:1.2)', 'x__a__y', '__nope__', 'x __nope__ y', '__Animal__',
    '__clothes/shirt__', '__/animal/__', '__clothes\\shirt__', '__clothes/*__', '__clothes/**__', '__shirt__', '__coat__',
    '__cloth?s/shirt__', '__[ab]__', '__[a-b]__', '__[!ab]__', '__{a|b}__', '${x=animal}__${x}__', '__${x:animal}__', '__a__-__b__',
    '{2$$__animal__}', '{2$$ and $$__animal__}', '{2$$ AND $$__animal__}', '{2-3$$__animal__}', '{1-2$$__animal__}',
    '{1-$$__animal__}', '{2-$$__animal__}', '{-2$$__animal__}', '{9$$__animal__}', '{2$$__my colours__}', 'x {2$$__animal__} y',
    '{2$$__animal__|x}', '{__animal__|x}', '{2$$__twice__}', '{2$$__clothes/*__}', '{2$$__[ab]__}', '__twice__', '__weights__',
    '__nested__', '{2$$__nested__}', '__remarks__', '__shade__', '{2$$__shade__}',
    # parameters and variables
    '__hat__', '__hat(size=huge)__', '__hat(size = very big )__', '__hat(size={huge|tiny})__', '__hat(size=__animal__)__',
    '__hat(size=huge,x=y)__', '__season__', '${when=winter}__season__', '__season(when=autumn)__', '${size=huge}__hat__',
    '${c=red}${c}', '${ c = red }[${ c }]', '${c=red }x${c}x', '${c = {red|blue}}${c} ${c}', '${c=!{red|blue}}${c} ${c}',
    '${c=! {red|blue} }${c}', '${c?=red}${c}', '${c=blue}${c?=red}${c}', '${c?=!{red|blue}}${c} ${c}', '${c?={red|blue}}${c}',
    '${c}${c=red}', '${c=red}${c}${c=blue}${c}', '${c:green}', '${c: {a|b} }', '${a=x}${b=${a}y}${b}', '${c=a, b}${c}',
    '${c-d_e=red}${c-d_e}', '${c=__animal__}${c}', '${c={2$$a|b}}${c}', '${c={@a|b}}${c}', '{${c:a}|b}',
    # wraps
    '%{a ... b$$x}', '%{a...b$$x}', '%{a … b$$x}', '%{a ⋯ b$$ x}', '%{a b$$x}', '%{ a ... b $$ x }', '%{a .... b$$x}',
    '%{a ... b ... c$$x}', '%{a ... b$${x|y}}', '%{{a|b} ... c$${x|y}}', '%{...$$x}', '%{a ... b$$__animal__}',
    '%{__animal__ ... b$$x}', '%{a ... b$$%{c ... d$$x}}', '{%{a ... b$$x}|y}', '${c=%{a...b$$x}}${c}', '${w=a ... b}%{${w}$$x}',
    '%{a ... b$$x} tail',
    # samplers; by chance only where all that can come does come
    '{!a|b}', '{@a|b}', '{~a|b}', '{ ~a|b}', '{@ a|b}', '{~a|a}', '{!2$$a|b}', '{@2$$a|b|c}', '{~2$$a|b}', '{@1-2$$a|b}',
    '{@{a|b}|c}', '{@a|b} {c|d}', '{@a|b} {c|d|e}', '{c|d} {@a|b}', '{1|2} {@a|b|c} {3|4}', '{1|2} __@animal__', '{x {1|2} {@a|b}|y} {3|4}', '{@a|b} {@c|d}', 'x {@a|b}', '{y|x {@a|b} {1|2}}', '{{@a|b}|c} {1|2}',
    '__~animal__', '__@animal__', '__!animal__', 'x __!animal__', '__@animal__ {1|2}', '__@my colours__ {1|2}', '{~__animal__}',
    '{@2$$__animal__}', '{@__animal__} {1|2|3|4}', '__@hat(size={huge|tiny})__', '{@__animal__|x} {1|2|3|4|5}',
    # comments
    'a # comment', '# only', '#a', 'a#b', '{a|b}\n# line\nc', '{a # c\n|b}', 'a # b\nc', '{a|b} // note', '{a|b}// note', '// note',
    '{a|b} x // note', '__animal__ // note', '{a|b} // c\nd', 'a // note', 'http://x', '{http://x|b}', '{a|b} /* c */ d', '/* c */ a',
    'a /* c */ b', '{a /* c */|b}', '${c=red}# x\n${c}',
]


def prompts(template):
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in WILDCARDS.items():
            file = pathlib.Path(folder, f'{name}.txt')
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text('\n'.join(lines))
        return sorted(set(CombinatorialPromptGenerator(WildcardManager(folder)).generate(template, 40)))


logging.disable(logging.CRITICAL)
cases = [{'template': template, 'prompts': prompts(template)} for template in dict.fromkeys(TEMPLATES)]
out = GOLDEN / 'prompts' / 'dynamic-prompts.json'
out.parent.mkdir(exist_ok=True)
lines = ',\n    '.join(json.dumps(case, ensure_ascii=False) for case in cases)
out.write_text(f'{{\n  "wildcards": {json.dumps(WILDCARDS, ensure_ascii=False)},\n  "cases": [\n    {lines}\n  ]\n}}\n')
print(len(cases), 'templates')
