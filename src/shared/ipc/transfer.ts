/** Bringing history in and taking it out. Import's entries come with its handlers. */
export const transfer = {}
