import { asObject, type ForeignObject } from './foreign-json.js';

interface Node {
  readonly class_type: string;
  readonly inputs: ForeignObject;
}

type Graph = ReadonlyMap<string, Node>;

/** What a sampler is given, by ComfyUI's names and their variants. */
const settings = {
  steps: ['steps'],
  cfg: ['cfg', 'guidance'],
  seed: ['seed', 'noise_seed'],
  sampler_name: ['sampler_name'],
  scheduler: ['scheduler'],
  denoise: ['denoise'],
} as const;

/** Where a text stands: in the encoder itself, or in a node that makes texts for it. */
const words = ['text', 'text_g', 't5xxl', 'string', 'value', 'prompt', 'wildcard_text'];

/** Inputs by which a sampler reaches what says nothing of how it samples, and those by which an encoder reaches models. */
const prompts = ['positive', 'negative', 'conditioning'];
const pictures = ['latent_image', 'samples', 'image', 'pixels'];
const models = ['model', 'clip', 'vae', 'control_net'];

/**
 * What a graph of ComfyUI (its API format: nodes by id, whose inputs are values or links `[id, output]`) says of a
 * picture: prompts, and what the first sampler was given, flat and by ComfyUI's names. Nothing where it is no such graph.
 */
export function readGraph(object: ForeignObject): ForeignObject | undefined {
  const graph = graphOf(object);
  const sampler = firstSampler(graph);
  if (!sampler) return undefined;
  const latents = latentsOf(graph, sampler);
  const found = {
    prompt: promptOf(graph, sampler, 'positive'),
    negative_prompt: promptOf(graph, sampler, 'negative'),
    ...Object.fromEntries(
      Object.entries(settings).map(([name, inputs]) => [
        name,
        inputOf(graph, sampler, inputs, [...prompts, ...pictures, ...models]),
      ]),
    ),
    width: latents && inputOf(graph, latents, ['width']),
    height: latents && inputOf(graph, latents, ['height']),
    ckpt_name: inputOf(graph, sampler, ['ckpt_name', 'unet_name'], [...prompts, ...pictures]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function graphOf(object: ForeignObject): Graph {
  const nodes = Object.entries(object).flatMap(([id, value]) => {
    const { class_type, inputs } = asObject(value) ?? {};
    const given = asObject(inputs);
    if (!given || typeof class_type !== 'string') return [];
    return [[id, { class_type, inputs: class_type === 'ConditioningZeroOut' ? {} : given }] as const];
  });
  return new Map(nodes);
}

/** The sampler behind which no other one stands: later ones refine what it made. */
function firstSampler(graph: Graph): Node | undefined {
  const isSampler = (node: Node) =>
    /sampler/i.test(node.class_type) && (latentsOf(graph, node) !== undefined || 'steps' in node.inputs);
  return [...graph.values()].filter(isSampler).find((sampler) => {
    const latents = latentsOf(graph, sampler);
    return !latents || !upstream(graph, latents).some(isSampler);
  });
}

const latentsOf = (graph: Graph, { inputs }: Node) => linked(graph, inputs['latent_image'] ?? inputs['samples']);

/** The nearest text against the links, along those of one side where a node has both. */
function promptOf(graph: Graph, sampler: Node, side: 'positive' | 'negative'): string | undefined {
  const other = side === 'positive' ? 'negative' : 'positive';
  const ways = side === 'positive' ? ['positive', 'conditioning'] : ['negative'];
  const holder = upstream(graph, sampler, [...pictures, ...models, other]).find(({ inputs }) =>
    ways.some((way) => way in inputs),
  );
  const start = holder?.inputs[ways.find((way) => way in holder.inputs)!];
  if (typeof start === 'string') return start;
  const first = linked(graph, start);
  const texts = first && upstream(graph, first, [...models, 'image', other]).map(({ inputs }) => inputs);
  for (const inputs of texts ?? []) {
    const text = [...words, side].map((name) => inputs[name]).find((value) => typeof value === 'string');
    if (typeof text === 'string') return text;
  }
  return undefined;
}

/** The nearest number or word of these names against the links. */
function inputOf(graph: Graph, from: Node, names: readonly string[], skip: readonly string[] = []): unknown {
  for (const { inputs } of upstream(graph, from, skip)) {
    for (const name of names) {
      const value = linked(graph, inputs[name])?.inputs['value'] ?? inputs[name]; // a primitive holds it for several
      if (typeof value === 'string' || typeof value === 'number') return value;
    }
  }
  return undefined;
}

/** A node and all that it depends on, nearest first. */
function upstream(graph: Graph, from: Node, skip: readonly string[] = []): Node[] {
  const seen = new Set([from]);
  for (const { inputs } of seen) {
    for (const [name, value] of Object.entries(inputs)) {
      const next = skip.includes(name) ? undefined : linked(graph, value);
      if (next) seen.add(next); // the loop goes on to what is added while it runs
    }
  }
  return [...seen];
}

/** The node that an input is linked to. */
const linked = (graph: Graph, value: unknown): Node | undefined =>
  Array.isArray(value) && value.length === 2 ? graph.get(String(value[0])) : undefined;
