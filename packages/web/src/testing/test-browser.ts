import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, openPage } from './browser.js';
import { startServer, type TestServer } from './test-server.js';

/** What the tests of a file share: it is there once the first of them begins, and closed behind the last. */
export interface TestBrowser {
  readonly server: TestServer;
  readonly browser: Browser;
}

export interface TestBrowserOptions {
  readonly flags?: readonly string[];
  readonly serve?: () => Promise<TestServer>;
}

/** A server and a browser for the tests of a file. */
export function testBrowser({ flags, serve = startServer }: TestBrowserOptions = {}): TestBrowser {
  const shared: { server?: TestServer; browser?: Browser } = {};
  beforeAll(async () => {
    shared.server = await serve();
    shared.browser = await launchBrowser(flags);
  });
  afterAll(async () => {
    await shared.browser?.close();
    await shared.server?.close();
  });
  return shared as TestBrowser;
}

/** The same with one page of the server for all of them. */
export function testPage(options?: TestBrowserOptions): TestBrowser & { readonly page: Page } {
  const shared: TestBrowser & { page?: Page } = testBrowser(options);
  beforeAll(async () => {
    shared.page = (await openPage(shared.browser, shared.server.url)).page;
  });
  return shared as TestBrowser & { readonly page: Page };
}
