package machine

const withoutWaiting = 0
