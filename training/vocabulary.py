"""How people ask for a style, a light, a colour, a manner: phrases, and captions made of them.

No living artists and no trademarks. The text is lower-cased by the tokenizer; accents stay.
"""
import json
import os
import random

from recipe import Recipe

STYLES = dict(
    watercolor='watercolor|watercolour|aquarelle|watercolor painting|watercolour painting|water color|watercolor wash|acuarela|aquarell|acquerello|aquarela',
    oil='oil painting|oil on canvas|oil paint|oil|painting|acrylic painting|classical painting|renaissance painting|baroque painting|impasto|palette knife|knife painting|canvas painting|peinture à l\'huile|ölgemälde|óleo|pintura al óleo|olieverf',
    impressionist='impressionist painting|impressionism|impressionist|van gogh|van gogh style|post-impressionist|starry night style|monet|expressionist painting|expressionism|swirling brush strokes|impressionniste|impressionistisch',
    gouache='gouache|gouache painting|tempera|poster paint|matte painting|storybook illustration|children\'s book illustration',
    pastel='pastel|pastel drawing|chalk pastel|soft pastel|pastel painting|pastels|oil pastel|pastell',
    fresco='fresco|fresco painting|mural|wall painting|old mural|plaster painting|fresko|affresco',
    pencil='pencil|pencil sketch|pencil drawing|graphite|graphite drawing|sketch|hand drawn sketch|drawing|bleistiftzeichnung|dessin au crayon|dibujo a lápiz|matita',
    colored_pencil='colored pencil|coloured pencil|colored pencil drawing|coloured pencils|color pencil|crayon drawing|crayons|crayon|buntstift|crayons de couleur|lápices de colores',
    sanguine='sanguine|red chalk|red chalk drawing|sanguine drawing|conté crayon|rötel|terracotta drawing',
    ballpoint='ballpoint|ballpoint pen|biro|blue pen|blue pen drawing|ballpoint drawing|doodle|kugelschreiber|stylo bille|bolígrafo',
    charcoal='charcoal|charcoal drawing|charcoal sketch|smudged charcoal|charcoal on paper|kohlezeichnung|fusain|carboncillo',
    ink='ink|ink drawing|pen and ink|ink sketch|black ink|pen drawing|india ink|cross hatching|hatching|tusche|tuschezeichnung|encre|encre de chine|tinta',
    etching='etching|engraving|copperplate|banknote engraving|old engraving|intaglio|drypoint|radierung|kupferstich|gravure|grabado|incisione',
    line_art='line art|line drawing|lineart|outline|outlines|coloring page|colouring book|contour drawing|strichzeichnung|dessin au trait',
    linocut='linocut|lino print|woodcut|block print|stencil|wood engraving|linolschnitt|holzschnitt|linogravure|xilografía',
    comic='comic|comic book|comics|cartoon|graphic novel|comic strip|comic style|cartoon drawing|bande dessinée|historieta|fumetto',
    anime='anime|anime style|cel shaded|cel shading|manga|japanese animation|animated film|toon shading|animation',
    flat='flat illustration|flat design|vector art|vector illustration|vector|minimalist poster|poster art|flat colors|flat colours|illustration',
    paper_cut='paper cut|papercut|papercraft|paper cutout|paper craft|layered paper|cut paper|scherenschnitt|papier découpé|collage',
    pop_art='pop art|pop art poster|screen print|silkscreen|psychedelic poster|pop-art|siebdruck',
    ukiyoe='ukiyo-e|ukiyoe|japanese woodblock print|woodblock print|hokusai|hiroshige|japanese print|edo print|estampe japonaise',
    pixel_art='pixel art|pixelart|8-bit|8 bit|pixelated|pixel|pixels|retro video game|16-bit|sprite|arcade game|pixelkunst',
    mosaic='mosaic|mosaic tiles|tile mosaic|roman mosaic|ceramic tiles|tiles|mosaik|mosaïque|mosaico',
    bricks='toy bricks|voxel art|voxels|building bricks|plastic bricks|brick toy|building blocks|toy blocks|bausteine|briques',
    cross_stitch='cross stitch|cross-stitch|embroidery|needlepoint|embroidered|tapestry|knitted|stickerei|kreuzstich|broderie|point de croix|bordado',
    stained_glass='stained glass|stained-glass|stained glass window|church window|leaded glass|cathedral window|glasfenster|buntglas|vitrail|vidriera|vetrata',
    low_poly='low poly|low-poly|lowpoly|polygon art|polygons|geometric triangles|triangles|triangulated|facets|cubism|cubist|origami',
    pointillism='pointillism|pointillist|seurat|dots painting|painted dots|stippling|divisionism|pointillisme|puntillismo',
    halftone='halftone|halftone dots|newspaper|newsprint|newspaper print|printed dots|rasterdruck|zeitung|journal',
    risograph='risograph|riso print|two colour print|two color print|zine|riso|misprint',
    sepia='sepia|vintage|vintage photo|old photo|old photograph|antique photograph|daguerreotype|sepia tone|sepia photo|nostalgic|foto antigua|altes foto|vieille photo',
    black_white='black and white|black-and-white|monochrome|grayscale|greyscale|b&w|film noir|noir|schwarzweiß|noir et blanc|blanco y negro|bianco e nero',
    cyanotype='cyanotype|sun print|prussian blue print|blue photograph|cyanotypie',
    infrared='infrared|infrared photo|infrared film|aerochrome|infrarot',
    neon='neon|neon lights|cyberpunk|synthwave|neon glow|vaporwave|neon sign|glowing lines|retrowave|neonlicht',
    blueprint='blueprint|technical drawing|architectural blueprint|engineering plan|schematic|blaupause|plan technique|plano',
    chalkboard='chalkboard|blackboard|chalk|chalk drawing|white chalk|chalk on blackboard|tafel|kreide|craie|pizarra',
    topographic='topographic map|contour map|topographic|topography|map|relief map|contour lines|landkarte|carte topographique|mapa',
    gold='gold|golden lines|gold leaf|gilded|art deco|gold on black|gold foil|blattgold|feuille d\'or|oro',
    delft='delft|delftware|blue and white porcelain|porcelain|delft blue|china plate|azulejo|porzellan|porcelaine|faience',
    relief='bronze relief|relief|bas-relief|emboss|embossed|carved|wood carving|bronze|sculpture|engraved metal|basrelief')
LIGHTS = dict(
    night='at night|night|moonlight|moonlit|midnight|night scene|in the dark|nocturnal|nacht|nuit|noche|notte',
    sunset='sunset|at sunset|dusk|at dusk|sunrise|dawn|evening glow|twilight|sonnenuntergang|coucher de soleil|atardecer|tramonto',
    golden_hour='golden hour|golden light|late afternoon sun|honey light|goldene stunde|heure dorée',
    autumn='autumn|in autumn|fall colors|fall colours|autumn leaves|fall foliage|autumnal|herbst|automne|otoño|autunno',
    spring='spring|in spring|springtime|blossom|cherry blossoms|in bloom|frühling|printemps|primavera',
    snow='snow|snowy|winter|in winter|snowfall|covered in snow|snowing|schnee|hiver|neige|nieve|invierno|neve',
    fog='fog|foggy|in fog|mist|misty|hazy|haze|nebel|brume|brouillard|niebla|nebbia',
    rain='rain|rainy|in the rain|raining|downpour|regen|pluie|lluvia|pioggia',
    vivid='vivid|vivid colors|vivid colours|vibrant|colorful|colourful|saturated|bright colors|leuchtend|farbenfroh',
    muted='muted|muted colors|muted colours|faded|desaturated|washed out|pale|pale colors',
    dark='dark|gloomy|dim|moody|dark and moody|low key|shadowy|dunkel|sombre|oscuro',
    bright='bright|light and airy|high key|sunny|brightly lit|daylight|hell|lumineux|luminoso',
    warm='warm|warm colors|warm colours|warm light|warm tones|candlelight|cozy|cosy',
    cold='cold|cold colors|cold colours|cool tones|cool light|icy|cool colors|chilly',
    dreamy='dreamy|soft focus|ethereal|glowing|airbrush|fairy tale|magical|verträumt|féerique',
    blurry='blurry|blurred|blur|out of focus|unsharp|unscharf|flou|borroso')
COLOURS = {name: f'{name}|{name} tones|in {name}|{name} colors|{name} colours|all {name}|{name} palette|{name} tint' for name in
           ('red', 'blue', 'green', 'purple', 'orange', 'pink', 'yellow', 'teal')}
for _name, _more in dict(red='crimson|scarlet|rot|rouge|rojo', blue='azure|navy|blau|bleu|azul', green='emerald|grün|vert|verde', purple='violet|lila|morado',
                         pink='magenta|rosa|rose', yellow='gelb|jaune|amarillo', teal='turquoise|cyan|aqua').items():
    COLOURS[_name] += '|' + _more
COLOURS['teal_orange'] = 'teal and orange|teal and orange palette|orange and teal|blockbuster colors|cinematic colour grade'
MANNERS = dict(loose='loose|rough|quick|sketchy|simplified|abstract|broad strokes', detailed='detailed|highly detailed|intricate|sharp|crisp|fine detail|precise')
AMOUNTS = dict(subtle='subtle|slight|slightly|light touch|gentle|delicate|faint|a hint of|leicht|dezent', bold='bold|strong|intense|extreme|heavy|exaggerated|very strong|kräftig')
PHRASES = dict(style=STYLES, light=LIGHTS, colour=COLOURS, manner=MANNERS, amount=AMOUNTS)
PHRASES = {group: {name: text.split('|') for name, text in names.items()} for group, names in PHRASES.items()}

SUBJECTS = ('a cat|a dog|a house|a castle|mountains|a lake|the sea|a beach|a forest|trees|a city|a street|a bridge|a portrait|a woman|a man|people|a child|'
            'a face|flowers|a garden|a bird|a horse|a car|a boat|a train|a tower|a church|a landscape|fruit|an apple|a still life|a cup of coffee|food|a table|'
            'a room|a window|a river|clouds|the sky|a field|a road|a village|a harbour|an elephant|a fox|a rabbit|a butterfly|a fish|an astronaut|a robot|a knight|'
            'a wedding|a family|my photo|this photo|the picture|an image|the scene|the view|a guitar|a book|a chair|a lamp|grandmother|my friends|two dogs|'
            'dandelions|a nuthatch|brushes|wine|a drum|a shelf|my hometown|a holiday|the wall|the walls|the floor|the ceiling|a door|a sofa|curtains|a carpet|'
            'a brick wall|the bricks|a wooden floor|a concrete wall|a plaster wall|a stone wall|a white wall|the front door|the roof|a fence|a cushion|a blanket|'
            'a silk dress|a leather jacket|a denim jacket|a knitted sweater|a striped shirt|a velvet sofa|a plaid skirt|a t-shirt|a raincoat|a scarf|'
            'a dress|a shirt|a skirt|a jacket|a coat|a suit|trousers|a hat|shoes|hair|eyes|lips').split('|')
PRAISE = 'masterpiece|best quality|beautiful|4k|8k|award winning|stunning|elegant|artistic|professional|dramatic|lovely|handmade|high quality|cinematic|wow|please|nice|ugly|low quality|bad'.split('|')
# What styles of a preset library add to a prompt ("visible grain", "considered palette"): for the reader it means nothing.
DETAILS = open(os.path.join(os.path.dirname(__file__), 'details.txt'), encoding='utf-8').read().split('\n')[:-1]
# The texts of a style library (presets.mjs): a whole one asks for its look and for nothing beside it, and what a style avoids
# is not to be painted out of the picture with full force.
LIBRARY = json.load(open(os.path.join(os.path.dirname(__file__), 'library.json'), encoding='utf-8'))
PLAIN = ['{s}', 'a photo of {s}', 'photo', 'photograph of {s}', '{s}, {f}', '{f}', 'a picture of {s}', '{r}', '{s} {r}', '{r} {r}', '']
FRAMES = ['{p}', '{p}', '{p} of {s}', 'a {p} of {s}', '{s}, {p}', '{s} in the style of {p}', 'in {p} style', '{s} as a {p}', 'make it look like a {p}', 'turn this into {p}',
          '{p}, {f}', '{s}, {p}, {f}', '{f} {p}', '{r} {p}', '{p} {r}', '{s}, {p} style', 'convert to {p}', 'the {p} look', '{s} {p}', 'as {p}',
          'make {s} {p}', 'paint {s} {p}', '{s} is {p}', 'change {s} to {p}']


def gibberish(rng):
    return ''.join(rng.choice('abcdefghijklmnopqrstuvwxyz') for _ in range(rng.randint(2, 9)))


def caption(recipe, rng=random):
    """One way of asking for the recipe, among other words that mean nothing to the painter."""
    asked = [rng.choice(PHRASES[group][name]) for group in PHRASES if (name := getattr(recipe, group))]
    fill = dict(s=rng.choice(SUBJECTS), f=rng.choice(PRAISE), r=gibberish(rng))
    if not asked:
        text = rng.choice(PLAIN).format(**fill)
    else:
        rng.shuffle(asked)
        text = rng.choice(FRAMES).format(p=asked[0], **fill)
        for phrase in asked[1:]:
            text = rng.choice([f'{text}, {phrase}', f'{phrase} {text}', f'{text} {phrase}', f'{phrase}, {text}'])
    more = ', '.join(rng.choice(DETAILS) for _ in range(rng.choice((0, 0, 1, 2, 3, 4))))
    return ', '.join(part for part in (text, more) if part) if rng.random() < 0.8 else ', '.join(part for part in (more, text) if part)


def example(rng=random):
    """A caption and the recipe that it means."""
    kind = rng.random()
    if kind < 0.04:
        text = rng.choice(LIBRARY['negatives'])
        return text, Recipe(light='blurry' if 'blur' in text else None)
    recipe = draw(rng)
    if kind < 0.10 and recipe.style in LIBRARY['looks']:
        recipe = Recipe(style=recipe.style)
        return LIBRARY['looks'][recipe.style]['prompt'].replace('{prompt}', rng.choice(('', rng.choice(SUBJECTS)))), recipe
    return caption(recipe, rng), recipe


def draw(rng=random):
    pick = lambda group, chance: rng.choice(list(PHRASES[group])) if rng.random() < chance else None
    return Recipe(pick('style', 0.8), pick('light', 0.3), pick('colour', 0.2), pick('manner', 0.12), pick('amount', 0.12))
