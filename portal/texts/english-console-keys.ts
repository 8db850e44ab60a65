// English texts of the console: signing keys, API keys and webhooks.

export const consoleKeys = {};
