/** One thing that the built-in engine can explain. */
export interface HelpTopic {
  readonly title: string
  /** Words of a question that mean this topic. */
  readonly words: RegExp
  /** Markdown. */
  readonly text: string
}

/** What the built-in engine knows: this app, and nothing else. */
export const helpTopics: readonly HelpTopic[] = [
  {
    title: 'What Parley is',
    words: /\bparley\b|this app|what (is|does) (it|this)\b|\babout\b|version/i,
    text: `Parley is a **desktop assistant**: press a key anywhere, ask by typing or speaking, and the answer is written, spoken and drawn.

- It talks to OpenAI or to any server that speaks the same language, on the internet or on this computer.
- It keeps everything that was ever said **on this computer**, and works without a network for everything but asking.
- Nothing you wrote is ever overwritten: editing a question or asking for another answer adds a branch.`,
  },
  {
    title: 'Keys',
    words: /\bkeys?\b|api.?key|token|credential|account|sign (in|up)|log ?in/i,
    text: `An **API key** lets Parley ask OpenAI, or another server that wants one.

1. Make a key on the provider's site (for OpenAI: *platform.openai.com*, under API keys).
2. Open **Settings**, choose the engine under **Engines** and paste the key. Parley checks it with one cheap call before it keeps it.

The key is kept encrypted by your system's keyring, and never shown again, logged or exported. Where there is no keyring it lasts for this session only, unless you choose otherwise. \`OPENAI_API_KEY\` or \`ANTHROPIC_API_KEY\` in the environment works too and is never written to disk.`,
  },
  {
    title: 'Engines',
    words: /\bengines?\b|openai|\bmodels?\b|gpt|provider|which ai|\bprices?\b|\bcosts?\b/i,
    text: `An **engine** is where answers come from. There are three kinds:

| Engine | Needs | Good for |
| --- | --- | --- |
| OpenAI | a key | the strongest models, speech, pictures |
| A compatible server | its address, perhaps a key | models on your own computer or at another provider |
| Built-in (me) | nothing | trying the app, offline help |

Choose the engine and model in **Settings**, under **Engines**. What a model costs, and when its maker will switch it off, is shown beside it as far as it is known.`,
  },
  {
    title: 'A local server',
    words:
      /local|ollama|lm ?studio|llama|localai|vllm|own (server|computer|machine)|self.?host|offline model/i,
    text: `Parley finds **Ollama, LM Studio, llama.cpp, LocalAI and vLLM** by itself when they run on this computer on their usual ports.

1. Start the server and load a model, for example:

\`\`\`sh
ollama serve
ollama pull llama3.2
\`\`\`

2. In Parley choose **Use a local server**, or give its address in **Settings**, such as \`http://127.0.0.1:11434/v1\`.

Nothing then leaves this computer. What a server cannot do (speech, pictures, tools) Parley learns from its answers and goes on without.`,
  },
  {
    title: 'Reading aloud',
    words:
      /\baloud\b|\bspeak|\bspeech\b|\bvoices?\b|\bread(ing)?\b.*\b(out|loud)|\baudio\b|\bsound\b|listen|flite/i,
    text: `Press **Read aloud** under any answer, or switch on **Read answers aloud** in **Settings**, under **Voice**, to hear each answer while it is still being written.

- The engine's own voices are used where it has some. Otherwise the offline voice (*Flite*) takes over; it always works, without a network.
- Code is not read, and links are read by their names.
- **Stop reading** stops at once. What was spoken is kept and can be played again.`,
  },
  {
    title: 'Pictures',
    words: /\bpictures?\b|\bimages?\b|\bdraw|\bpaint|illustrat|galler|\bphotos?\b/i,
    text: `Ask for a picture in your own words (*"draw a lighthouse in a storm"*), or type \`/image\` and a description to draw without the model.

- A picture opens large with a click. **Export image** saves it as PNG, JPEG or WebP, and **Copy image** puts it on the clipboard.
- The **Gallery** shows every picture ever made and finds them by their description.
- My own pictures are *samples*, painted here by a small program and labelled as such. A real engine draws what you describe.`,
  },
  {
    title: 'Search',
    words: /\bsearch|\bfind\b|histor(y|ies)|look up|earlier conversation|old (chat|conversation)/i,
    text: `**Search history** above the list of conversations looks through everything that you and your engines ever wrote, while you type and without a network.

It finds whole words and beginnings of words, also in Chinese, Japanese and Korean, and "words in quotation marks" as they stand. **Filters** beside the field narrow it to a time, an engine, a model, an assistant, to pictures or to code. The text of attached files is found, too. Enter opens the conversation at that message.`,
  },
  {
    title: 'Keeping conversations in order',
    words:
      /\bpin(ned|s)?\b|archiv|\btrash|\bundo\b|\bfolders\b|organi[sz]e|tidy|delet(e|ing) (a |the |old |my )*(chat|conversation)/i,
    text: `A conversation’s menu (**…**, or the second mouse button) pins it to the top, renames it, archives it, moves it to a folder or deletes it.

- Deleted conversations lie in the **Trash** for 30 days, and can be put back until then. **Undo** is offered after every change.
- **All conversations** above the list leads to folders, the archive and the trash, and makes new folders. Conversations can be dragged onto a folder.
- Choose several with Ctrl or Shift and a click, or with Shift and the arrow keys.`,
  },
  {
    title: 'Export and backups',
    words: /\bexport|\bimport|back ?up|restore|\bsave\b|move to (another|a new)|my data/i,
    text: `Everything is yours to take along.

- Single pictures are saved with **Export image**.
- **Export everything…**, **Import…**, **Back up now** and **Restore…** are in **Settings**, under **History** and **Backups**.
- Parley also makes a checked copy of its library every day and keeps the last seven. A damaged file is set aside, never deleted.`,
  },
  {
    title: 'Sync: one history on several computers',
    words:
      /\bsync|\b(other|another|second|several|both|two|all my) (computers?|machines?|devices?|laptops?)\b|webdav|nextcloud|dropbox|onedrive|icloud/i,
    text: `**Settings**, under **Sync**, shares one history between your computers: through a WebDAV server (Nextcloud, a NAS) or a folder that Syncthing, Dropbox, OneDrive or iCloud keeps in step.

1. On the first computer choose **Set up sync…**, the place, and **Start here**. Keep the **six words** that are shown, once.
2. On every other one choose the same place and **Join with words**.

All of it is encrypted before it leaves a computer. API keys, settings and drafts never travel. Deleting does, so go on keeping backups.`,
  },
  {
    title: 'Privacy, and what is kept where',
    words:
      /privac|private|telemetr|track|what is (kept|stored|saved)|where (is|are|does|do)\b|\bfolder\b|\bfiles?\b|\bdisk\b|secur|encrypt/i,
    text: `What you ask goes to the engine you chose, and **nowhere else** – unless you set up sync, which takes it, encrypted, to a place of yours. There is no account and no telemetry.

| On this computer | What it holds |
| --- | --- |
| \`settings.json\` | settings; the key only encrypted |
| \`library.db\` | every conversation |
| \`pictures/\` | pictures, one file each |
| \`speech/\` | speech kept for replay |
| \`logs/\` | what happened, never what was said, never a key |

All of it is in one folder, the app's user data folder. OpenAI is asked not to store what it is sent.`,
  },
  {
    title: 'Shortcuts',
    words: /shortcut|hot ?key|keyboard|\bpress\b|quick ask|\bctrl\b|\bcmd\b/i,
    text: `| Keys | What they do |
| --- | --- |
| Enter | send |
| Shift+Enter | a new line |
| Tab, Shift+Tab | go to the next or previous control |
| Escape | close a dialog, or hide the quick-ask window |

Everything can be reached with the keyboard. \`--quick\` on the command line opens the quick-ask window, so that your desktop's own settings can give it a key.`,
  },
  {
    title: 'Long answers, to try',
    words: /\blorem\b|long answer|\bdemo\b|benchmark/i,
    text: `Type \`/lorem 2000\` for an answer of 2,000 words of meaningless Latin with headings, lists, tables and code, as fast as it can be shown. \`/lorem 2000 50\` writes 50 words a second. The same numbers always give the same text.

*"Show me Markdown"* shows every kind of formatting once.`,
  },
]

/** A little of everything that Markdown can do here. */
export const markdownShowcase = `## Markdown, once through

Text can be **bold**, *italic*, ~~struck out~~ or \`code\`, and [links](https://example.com) open in your browser.

### Lists

- first
- second
  - nested once
  - nested twice
- third

1. one
2. two
3. three

- [x] a finished task
- [ ] an open one

### A quotation

> The pen is mightier than the sword,
> and considerably easier to write with.

### A table

| Planet | Moons | Day in hours |
| :--- | ---: | ---: |
| Earth | 1 | 24 |
| Mars | 2 | 24.6 |
| Jupiter | 95 | 9.9 |

### Code

\`\`\`ts
const greet = (name: string): string => {
  const hour = new Date().getHours()
  return \`\${hour < 12 ? 'Good morning' : 'Hello'}, \${name}!\`
}
\`\`\`

---

That was all of it.`
