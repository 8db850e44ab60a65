// English texts of the console: licenses, products and customers.

export const consoleLicenses = {};
