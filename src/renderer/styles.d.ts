// Styles that come along with a chunk.
declare module '*.css'
