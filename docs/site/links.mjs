/** Looks at a built site: whether each link within it leads to a file, and to a place in it where it names one. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** @returns a line for each link that leads nowhere: the page, and what it links to. */
export function deadLinks(folder) {
  const pages = new Map();
  const pageAt = (path) => {
    if (!pages.has(path)) pages.set(path, pathAndPlaces(path));
    return pages.get(path);
  };
  const files = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.html'));
  return files.flatMap((file) => {
    const path = join(folder, file);
    const leadsNowhere = (link) => {
      const [target, place] = link.split('#').map(decodeURIComponent);
      const to = target === '' ? path : resolve(dirname(path), target);
      if (relative(folder, to).startsWith('..') || !existsSync(to) || statSync(to).isDirectory()) return true;
      return Boolean(place) && to.endsWith('.html') && !pageAt(to).places.has(place);
    };
    return pageAt(path)
      .links.filter(leadsNowhere)
      .map((link) => `${file}: ${link}`);
  });
}

/** What a page links to within the site, and the places that it can be linked at. */
function pathAndPlaces(path) {
  const html = readFileSync(path, 'utf8').replaceAll(/<script\b.*?<\/script>/gs, '');
  const valuesOf = (attribute) => [...html.matchAll(attribute)].map(([, value]) => value.replaceAll('&amp;', '&'));
  return {
    links: valuesOf(/\s(?:href|src)="([^"]*)"/g).filter((link) => link !== '#' && !/^[a-z]+:/.test(link)),
    places: new Set(valuesOf(/\s(?:id|name)="([^"]*)"/g)),
  };
}
