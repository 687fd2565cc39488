/** What paths are made of that want to lead out of a folder. */
export const pathPieces = ['..', '.', '%2e%2e', '%252e', '/', '\\', '%2f', '%5c', '%00'];
