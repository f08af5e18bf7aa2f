/** What a template says that could not be followed. */
export interface TemplateWarning {
  readonly code:
    | 'template-text' // a bracket that is none stays text
    | 'unknown-wildcard'
    | 'unknown-variable'
    | 'endless-template' // wildcards that name each other
    | 'template-sampler' // `!` inside what is sampled by chance or in turn
    | 'template-wrap' // a wrap that does not say where
    | 'template-length';
  readonly message: string;
}

/** Tells of something, as `template-text` where nothing else is said. */
export type Warn = (message: string, code?: TemplateWarning['code']) => void;
