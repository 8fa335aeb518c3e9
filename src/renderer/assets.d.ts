// Scripts for threads of their own, by address.
declare module '*?worker&url' {
  const url: string
  export default url
}
