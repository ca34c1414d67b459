export function startJobProgress() {}
