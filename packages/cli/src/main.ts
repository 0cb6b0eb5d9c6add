#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { terminalOf } from "./process-terminal.ts";
import { run } from "./run.ts";

process.exitCode = await run(process.argv.slice(2), terminalOf(process), manifest.version);
