import fc from 'fast-check';

// What a property has not found after so long, ms, it is not asked for again with each of a thousand mutants.
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the plugin that replaces it cannot be set for all properties
fc.configureGlobal({ interruptAfterTimeLimit: 500, endOnFailure: true });
