/**
 * Builds the documentation's site into docs/dist and ends with status 1 at a warning of TypeDoc's or a link that leads nowhere.
 *
 *     node docs/site/build.mjs
 */
import { Application } from 'typedoc';
import { deadLinks } from './links.mjs';
import options, { folder, pages } from './site.mjs';

const app = await Application.bootstrapWithPlugins(options);
const project = await app.convert();
if (!project) process.exit(1);
app.validate(project);
await app.generateOutputs(project);

const dead = deadLinks(folder);
for (const line of dead) console.error(`Leads nowhere: ${line}`);
if (dead.length > 0 || app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
console.log(`${pages().length} pages and the API lie in docs/dist; every link leads somewhere.`);
