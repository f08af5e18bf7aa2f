export { type DescribeModelFilesOptions, describeModelFiles, modelFilesContents } from './describe-model-files.js';
