// English texts of the console: machines, activity and statistics.

export const consoleWork = {};
