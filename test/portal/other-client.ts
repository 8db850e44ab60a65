// @traffic-orchestrator/client as npm installs it. Its ES-module entry is not in the package, so it is required.
import { createRequire } from 'node:module';

type Client = typeof import('@traffic-orchestrator/client');

const client: Client = createRequire(import.meta.url)('@traffic-orchestrator/client');
export const { TrafficOrchestrator, TrafficOrchestratorError } = client;
