import type { ModelFiles } from './backend/files.js';
import type { OpenImage } from './backend/image-codec.js';
import type { Runtime } from './backend/runtime.js';
import type { ControlTools } from './features/control-tools.js';
import type { Feature } from './features/feature.js';
import type { fitLinearPreview } from './latents/preview.js';
import type { LoraFiles } from './lora/call-loras.js';
import type { LoraInspection } from './lora/inspect-lora.js';
import type { LoraFile } from './lora/lora-file.js';
import type { matchLoras } from './lora/match-loras.js';
import type { RecipeWriter } from './metadata/write-recipe.js';
import type { NetworkEditor, SkipCounter } from './model/edit-network.js';
import type { Layout, LayoutFinder } from './model/layout.js';
import type { Network } from './model/network.js';
import type { OtherVaes } from './model/other-vaes.js';
import type { FolderRecogniser } from './model/recognise.js';
import type { Img2ImgOptions } from './options.js';
import type { Platform } from './platform.js';
import type { SchedulerMaker } from './schedulers/make-scheduler.js';
import type { SpeedPlanner } from './speed/speed-planner.js';
import type { TokenizerJsonReader } from './text/index.js';
import type { Tiling } from './tiles/tiling.js';

/** What is needed for models of others, masks and files, which a page that only paints with the embedded model need not load. */
export interface ModelReaders {
  readonly findLayout: LayoutFinder;
  readonly recogniseFolder: FolderRecogniser;
  readonly readTokenizerJson: TokenizerJsonReader;
  /** Graphs in another form, for where they are to run. */
  readonly editNetwork: NetworkEditor;
  /** A model's files with other autoencoders. */
  withOtherVaes(model: Layout, others: OtherVaes): Promise<Layout>;
  readonly makeScheduler: SchedulerMaker;
  readonly writeRecipe: RecipeWriter;
  /** How many skip connections a network's graph shows. */
  readonly countSkips: SkipCounter;
  /** What calls need that leave something out. */
  speedPlanner(): Promise<SpeedPlanner>;
  /** What shows latents without a decoder. */
  linearPreview(): Promise<typeof fitLinearPreview>;
  /** What plans and paints large pictures part by part. */
  tiling(): Promise<Tiling>;
  /** What repaints a part of the picture. */
  maskFeature(mask: OpenImage, options: Img2ImgOptions): Promise<Feature>;
  /** What draws colours back to the source's. */
  colorMatch(): Promise<Feature>;
  /** What LoRA files need: a page that merges none loads none of it. */
  loraTools(): Promise<LoraTools>;
  /** A network that belongs to no model. */
  openNetwork(runtime: Runtime, files: ModelFiles, path?: string): Promise<Network>;
  /** What steers by a control picture. */
  controlTools(): Promise<ControlTools>;
}

/** How LoRA files are opened, described, and found their place in a model. */
export interface LoraTools {
  openFiles(platform: Pick<Platform, 'openModel' | 'openFile'>): LoraFiles;
  readonly matchLoras: typeof matchLoras;
  inspect(file: LoraFile): LoraInspection;
}
