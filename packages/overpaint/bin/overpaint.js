#!/usr/bin/env node
// Stands apart from the build, so that package managers can link it before there is one.
import '../dist/cli/main.js';
