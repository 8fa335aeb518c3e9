/** One export of each kind as its reader knows it, with as much in it as the format holds. */

const at = 1_700_000_000
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

export const claudeSample = [
  {
    uuid: 'c1',
    name: 'Kites',
    created_at: '2026-01-01T10:00:00Z',
    updated_at: '2026-01-01T11:00:00Z',
    project_uuid: 'p1',
    current_leaf_message_uuid: 'm3',
    chat_messages: [
      {
        uuid: 'm1',
        sender: 'human',
        text: 'Why kites?',
        content: [{ type: 'text', text: 'Why kites?' }],
        created_at: '2026-01-01T10:00:00Z',
        parent_message_uuid: '00000000-0000-4000-8000-000000000000',
        attachments: [
          { file_name: 'notes.txt', file_type: 'txt', file_size: 5, extracted_content: 'Some notes' },
        ],
        files: [{ file_kind: 'image', file_uuid: 'f1', file_name: 'kite.png' }],
      },
      {
        uuid: 'm2',
        sender: 'assistant',
        text: 'String.',
        content: [{ type: 'text', text: 'String.' }],
        created_at: '2026-01-01T10:00:05Z',
        parent_message_uuid: 'm1',
      },
      {
        uuid: 'm3',
        sender: 'assistant',
        text: 'Wind.',
        content: [
          { type: 'thinking', thinking: 'Hm' },
          { type: 'tool_use', id: 't1', name: 'web_search', input: { query: 'wind' } },
          {
            type: 'tool_result',
            tool_use_id: 't1',
            name: 'web_search',
            content: [{ type: 'knowledge', title: 'Wind', url: 'https://example.com/wind' }],
          },
          { type: 'token_budget' },
          { type: 'text', text: 'Wind.' },
        ],
        created_at: '2026-01-01T10:01:00Z',
        parent_message_uuid: 'm1',
      },
    ],
  },
]

export const deepseekSample = [
  {
    id: 'd1',
    title: 'Kites',
    inserted_at: '2025-06-01T10:00:00+08:00',
    updated_at: '2025-06-01T10:01:00+08:00',
    mapping: {
      root: { id: 'root', parent: null, children: ['1'], message: null },
      1: {
        id: '1',
        parent: 'root',
        children: ['2', '3'],
        message: {
          files: [{ id: 'file-1', file_name: 'a.txt' }],
          model: 'deepseek-chat',
          inserted_at: '2025-06-01T10:00:00+08:00',
          fragments: [{ type: 'REQUEST', content: 'Why kites?' }],
        },
      },
      2: {
        id: '2',
        parent: '1',
        children: [],
        message: {
          model: 'deepseek-reasoner',
          inserted_at: '2025-06-01T10:00:30+08:00',
          fragments: [
            { type: 'THINK', content: 'Hm' },
            { type: 'SEARCH', content: 'wind', results: [{ url: 'https://example.com' }] },
            { type: 'RESPONSE', content: 'Wind.' },
          ],
        },
      },
      3: {
        id: '3',
        parent: '1',
        children: [],
        message: {
          model: 'deepseek-chat',
          inserted_at: '2025-06-01T10:00:40+08:00',
          fragments: [{ type: 'RESPONSE', content: 'String.' }],
        },
      },
    },
  },
]

const activity = (title: string, html: string, time: string, more: object = {}) => ({
  header: 'Gemini Apps',
  title,
  time,
  products: ['Gemini Apps'],
  ...(html === '' ? {} : { safeHtmlItem: [{ html }] }),
  ...more,
})
/** Newest first, as Google writes it. */
export const geminiSample = [
  activity('Prompted And boats?', '<p>Water.</p>', '2026-01-02T09:00:00.000Z'),
  activity('Used a feature', '', '2026-01-01T10:06:00.000Z'),
  activity('Prompted More? Attached 1 file.', '<ul><li>Rain</li></ul>', '2026-01-01T10:05:00.000Z', {
    imageFile: 'rain.png',
  }),
  activity(
    'Prompted Why kites?',
    '<p>Because of <strong>wind</strong> &amp; <code>string</code>.</p><pre><code class="language-js">a &lt; b\n  c</code></pre>',
    '2026-01-01T10:00:00.000Z',
  ),
]

const cell = (words: string, more = '') =>
  '<div class="outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp"><div class="mdl-grid">' +
  '<div class="header-cell mdl-cell mdl-cell--12-col"><p class="mdl-typography--title">Gemini Apps<br></p></div>' +
  `<div class="content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1">${words}</div>` +
  '<div class="content-cell mdl-cell mdl-cell--6-col mdl-typography--body-1 mdl-typography--text-right"></div>' +
  `<div class="content-cell mdl-cell mdl-cell--12-col mdl-typography--caption">${more}</div></div></div>`
const chat = 'https://gemini.google.com/app/one'
const link = `<b>Details:</b><br><a href="${chat}">${chat}</a>`
export const geminiPage = `<html><head><title>My Activity</title></head><body><div class="mdl-grid">${[
  cell('Prompted\u00a0Third<br>Jan 3, 2026, 9:00:00\u202fAM UTC<br><p>C</p>', link),
  cell('Prompted\u00a0Other<br>Jan 2, 2026, 9:00:00\u202fAM UTC<br><p>X</p>'),
  cell(
    'Poslali ste poziv:\u00a0First<br>Attached 1 file.<br>-  <a href="kite.png">kite.png</a><br>Jan 1, 2026, 9:00:00\u202fAM UTC<br><p>A</p>',
    link,
  ),
].join('')}</div></body></html>`

export const aiStudioSample = {
  runSettings: { temperature: 1, model: 'models/gemini-3-pro', topP: 0.95 },
  systemInstruction: { text: 'Be brief.' },
  chunkedPrompt: {
    chunks: [
      { text: 'Why kites?', role: 'user', tokenCount: 3, createTime: '2026-01-01T10:00:00Z' },
      { driveImage: { id: 'drive1' }, role: 'user' },
      { inlineImage: { mimeType: 'image/png', data: onePixel }, role: 'user' },
      { text: 'Hm', role: 'model', isThought: true },
      { executableCode: { language: 'PYTHON', code: 'print(1)' }, role: 'model' },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' }, role: 'model' },
      { text: '', parts: [{ text: 'Wi' }, { text: 'nd.' }], role: 'model', finishReason: 'STOP' },
    ],
    pendingInputs: [{ text: 'not sent', role: 'user' }],
  },
}

const bson = (ms: number) => ({ $date: { $numberLong: String(ms) } })
const response = (id: string, parent: string | null, sender: string, message: string, more: object = {}) => ({
  response: { _id: id, parent_response_id: parent, sender, message, create_time: bson(at * 1_000), ...more },
  share_link: null,
})
export const grokSample = {
  conversations: [
    {
      conversation: { id: 'g1', title: 'Kites', create_time: '2026-01-01T10:00:00Z', starred: true },
      responses: [
        response('r1', null, 'human', 'Why kites?', { file_attachments: ['asset-1'] }),
        response('r2', 'r1', 'ASSISTANT', 'Wind.', {
          model: 'grok-4',
          thinking_trace: 'Hm',
          cited_web_search_results: [{ title: 'Wind', url: 'https://example.com/wind' }],
        }),
        response('r3', 'r1', 'grok-3', '', {
          model: 'grok-3',
          query: 'a kite',
          generated_image_urls: ['users/1/generated/x/image.jpg'],
        }),
      ],
    },
  ],
  projects: [],
  tasks: [],
}

export const openWebuiSample = [
  {
    id: 'o1',
    title: 'Kites',
    chat: {
      title: 'Kites',
      system: 'Be kind.',
      history: {
        currentId: 'm2',
        messages: {
          m1: {
            id: 'm1',
            parentId: null,
            childrenIds: ['m2', 'm3'],
            role: 'user',
            content: 'Why kites?',
            timestamp: at,
            files: [
              { type: 'image', url: `data:image/png;base64,${onePixel}` },
              { type: 'file', name: 'a.txt', file: { data: { content: 'Some words' } } },
            ],
          },
          m2: {
            id: 'm2',
            parentId: 'm1',
            childrenIds: [],
            role: 'assistant',
            content:
              '<details type="reasoning" done="true"><summary>Thought</summary>\n&gt; Hm\n</details>\n<details type="tool_calls" done="true" id="t" name="search" arguments="{&quot;q&quot;:1}" result="&quot;found&quot;">\n<summary>Tool Executed</summary>\n</details>\nWind.',
            model: 'llama3',
            timestamp: at + 1,
          },
          m3: {
            id: 'm3',
            parentId: 'm1',
            childrenIds: [],
            role: 'assistant',
            content: 'String.',
            model: 'qwen3',
            timestamp: at + 2,
            output: [
              { type: 'reasoning', content: [{ type: 'output_text', text: 'Aha' }] },
              { type: 'function_call', call_id: 'f', name: 'look', arguments: '{"a":1}' },
              { type: 'function_call_output', call_id: 'f', output: [{ type: 'input_text', text: 'seen' }] },
              { type: 'message', content: [{ type: 'output_text', text: 'String.' }] },
            ],
          },
        },
      },
    },
    created_at: at,
    updated_at: at + 2,
    pinned: true,
    archived: false,
  },
]

export const librechatSample = {
  conversationId: 'l1',
  endpoint: 'openAI',
  title: 'Kites',
  branches: true,
  recursive: false,
  options: { model: 'gpt-4o', promptPrefix: 'Be kind.' },
  messages: [
    {
      messageId: 'x1',
      parentMessageId: '00000000-0000-0000-0000-000000000000',
      isCreatedByUser: true,
      text: 'Why kites?',
      createdAt: '2026-01-01T10:00:00Z',
      files: [{ file_id: 'f1', filename: 'kite.png', type: 'image/png' }],
    },
    {
      messageId: 'x2',
      parentMessageId: 'x1',
      isCreatedByUser: false,
      text: '',
      content: [
        { type: 'think', think: 'Hm' },
        { type: 'tool_call', tool_call: { id: 't', name: 'search', args: '{"q":1}', output: 'found' } },
        { type: 'text', text: 'Wind.' },
      ],
      model: 'gpt-4o',
      createdAt: '2026-01-01T10:00:02Z',
    },
    {
      messageId: 'x3',
      parentMessageId: 'x1',
      isCreatedByUser: false,
      text: 'String.',
      unfinished: true,
      createdAt: '2026-01-01T10:00:03Z',
    },
  ],
}

const block = (content: object[], style?: object) => ({
  type: 'contentBlock',
  stepIdentifier: `${at}500-0.5`,
  content,
  style,
})
export const lmStudioSample = {
  name: 'Kites',
  pinned: false,
  createdAt: at * 1_000,
  systemPrompt: 'Be kind.',
  messages: [
    {
      versions: [{ type: 'singleStep', role: 'user', content: [{ type: 'text', text: 'Why kites?' }] }],
      currentlySelected: 0,
    },
    {
      versions: [
        { type: 'multiStep', role: 'assistant', steps: [block([{ type: 'text', text: 'String.' }])] },
        {
          type: 'multiStep',
          role: 'assistant',
          steps: [
            block([{ type: 'text', text: 'Hm' }], { type: 'thinking' }),
            block([{ type: 'toolCallRequest', callId: 1, name: 'search', parameters: { q: 1 } }]),
            block([{ type: 'toolCallResult', callId: 1, content: '[{"type":"text","text":"found"}]' }]),
            { ...block([{ type: 'text', text: 'Wind.' }]), genInfo: { identifier: 'llama-3' } },
            { type: 'debugInfoBlock', debugInfo: 'x' },
          ],
        },
      ],
      currentlySelected: 1,
    },
    {
      versions: [
        {
          type: 'singleStep',
          role: 'user',
          content: [
            { type: 'text', text: 'More?' },
            { type: 'file', fileIdentifier: '17000 - kite.png', fileType: 'image' },
          ],
        },
      ],
      currentlySelected: 0,
    },
  ],
}

const message = (id: string, role: string, content: object[], more: object = {}) => ({
  id,
  object: 'thread.message',
  thread_id: 'j1',
  role,
  content,
  status: 'ready',
  created_at: at * 1_000 + Number(id),
  ...more,
})
export const janMessages = [
  message('1', 'user', [
    { type: 'text', text: { value: 'Why kites?', annotations: [] } },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${onePixel}` } },
  ]),
  message(
    '2',
    'assistant',
    [
      { type: 'reasoning', text: { value: 'Hm', annotations: [] } },
      { type: 'tool_call', tool_call_id: 't', tool_name: 'search', input: { q: 1 }, output: 'found' },
      { type: 'text', text: { value: '<think>Aha</think>\n\nWind.', annotations: [] } },
    ],
    { metadata: { modelId: 'jan-nano' } },
  ),
]
export const janThread = {
  id: 'j1',
  object: 'thread',
  title: 'Kites',
  isFavorite: true,
  assistants: [{ instructions: 'Be kind.', model: { id: 'jan' } }],
  updated: at,
}

export const plainSample = {
  id: 'p1',
  title: 'Kites',
  messages: [
    { role: 'system', content: 'Be kind.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Why kites?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${onePixel}` } },
      ],
    },
    {
      role: 'assistant',
      reasoning_content: 'Hm',
      content: null,
      tool_calls: [{ id: 't', function: { name: 'search', arguments: '{"q":1}' } }],
    },
    { role: 'tool', tool_call_id: 't', content: 'found' },
    { role: 'assistant', content: 'Wind.', model: 'gpt-4o' },
  ],
}
export const sharegptSample = {
  conversations: [
    { from: 'human', value: 'Why kites?' },
    { from: 'gpt', value: 'Wind.' },
  ],
}
