import { utf8Bytes } from './bytes.js';

/** XMP packets (ISO 16684-1) with plain text properties: the common place for metadata in all three formats. */

const namespaces = {
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  overpaint: 'https://github.com/overpaint/overpaint/ns/1.0/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
};

export type XmpName = `${keyof typeof namespaces}:${string}`;
export type XmpProperties = ReadonlyMap<XmpName, string>;

/** The properties as an XMP document in UTF-8. */
export function writeXmp(properties: XmpProperties): Uint8Array {
  const used = Object.entries(namespaces).filter(([prefix]) =>
    [...properties.keys()].some((name) => name.startsWith(`${prefix}:`)),
  );
  const declared = used.map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`).join('');
  const elements = [...properties].map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join('\n');
  return utf8Bytes(
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""${declared}>
${elements}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`,
  );
}

/** A property's text, as an element or, as some tools rewrite it, as an attribute; of alternatives, the first. */
export function readXmp(xmp: string, name: XmpName | 'exif:UserComment'): string | undefined {
  const element = between(xmp, `<${name}>`, `</${name}>`);
  const [, alternative] = /^\s*<rdf:Alt>\s*<rdf:li[^>]*>([^<]*)/.exec(element ?? '') ?? [];
  return unescapeXml(alternative ?? element ?? between(xmp, ` ${name}="`, '"'));
}

function between(text: string, opening: string, closing: string): string | undefined {
  const start = text.indexOf(opening);
  if (start < 0) return undefined;
  const end = text.indexOf(closing, start + opening.length);
  return end < 0 ? undefined : text.slice(start + opening.length, end);
}

/** Characters that XML 1.0 cannot hold are left out; control characters are spelled as numbers, or they would not return. */
function escapeXml(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff&<>"]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\n' || character === '\t') return character;
    return (code < 0x20 && character !== '\r') || code >= 0xfffe ? '' : `&#${code};`;
  });
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string | undefined): string | undefined {
  return text?.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, entity) => {
    if (entity) return entities[entity.toLowerCase()] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
