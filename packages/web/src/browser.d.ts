// What browsers have beyond the library that the workspace compiles against.
/// <reference types="@webgpu/types" />
/// <reference lib="dom.asynciterable" />
