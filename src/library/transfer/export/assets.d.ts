// The build brings these: a file's text, and a file as a data: address.
declare module '*.css?raw' {
  const text: string
  export default text
}
declare module '*.woff2?inline' {
  const address: string
  export default address
}
