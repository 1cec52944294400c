// Starts telegram-test-api and bridges what it does not know of the Bot API: uploads, captions, answers, its own name.
// node bridge.js MODULE PORT

const TelegramServer = require(process.argv[2]);
const server = new TelegramServer({ port: Number(process.argv[3]), host: '127.0.0.1', storeTimeout: 600 });
const app = server.webServer;
const answers = {};

function fieldsOf(body, boundary) {
  const fields = {};
  for (const part of body.toString('latin1').split(`--${boundary}`)) {
    const name = /name="([^"]+)"/.exec(part);
    const end = part.indexOf('\r\n\r\n');
    if (name && end > 0) {
      const bytes = Buffer.from(part.slice(end + 4, -2), 'latin1');
      fields[name[1]] = /filename=/.test(part.slice(0, end)) ? { size: bytes.length } : bytes.toString('utf8');
    }
  }
  return fields;
}

function readUpload(req, res, next) {
  const multipart = /multipart\/form-data; *boundary="?([^";]+)"?/.exec(req.headers['content-type'] || '');
  if (!multipart) { next(); return; }
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => { req.upload = fieldsOf(Buffer.concat(chunks), multipart[1]); next(); });
}

function sendFile(kind) {
  return (req, res) => {
    const fields = req.upload || req.body;
    const attached = fields[String(fields[kind]).replace('attach://', '')];
    const message = server.addBotMessage({ ...fields, text: fields.caption }, req.params.token);
    const file = { file_id: `${kind}-${message.message_id}`, file_unique_id: kind, duration: 1, width: 1, height: 1 };
    res.json({
      ok: true,
      result: {
        message_id: message.message_id,
        date: Math.floor(Date.now() / 1000),
        chat: message.chat,
        caption: fields.caption,
        [kind]: kind === 'photo' ? [file] : { ...file, file_size: attached ? attached.size : 0 },
      },
    });
  };
}

function editCaption(req, res) {
  server.editMessageText({ ...req.body, text: req.body.caption });
  res.json({ ok: true, result: true });
}

const stack = app._router.stack;
const theirs = stack.length;
app.use(readUpload);
app.post('/bot:token/getMe', (req, res) => res.json({
  ok: true, result: { id: 42, is_bot: true, first_name: 'The label', username: 'label_bot' },
}));
app.post('/bot:token/sendAudio', sendFile('audio'));
app.post('/bot:token/sendPhoto', sendFile('photo'));
app.post('/bot:token/sendVideo', sendFile('video'));
app.post('/bot:token/editMessageCaption', editCaption);
app.post('/bot:token/setMyCommands', (req, res) => res.json({ ok: true, result: true }));
app.post('/bot:token/deleteMyCommands', (req, res) => res.json({ ok: true, result: true }));
app.post('/bot:token/answerCallbackQuery', (req, res) => {
  answers[req.body.callback_query_id] = req.body.text || '';
  res.json({ ok: true, result: true });
});
app.post('/answers', (req, res) => res.json(answers));
const ours = stack.splice(theirs);
stack.splice(stack.findIndex((layer) => layer.route), 0, ...ours);

const formatUpdate = TelegramServer.formatUpdate || server.constructor.formatUpdate;
server.constructor.formatUpdate = (update) => {
  const formatted = formatUpdate(update);
  if (formatted.callback_query) formatted.callback_query.chat_instance = '1';
  return formatted;
};

server.start().then(() => process.stdout.write('ready\n'));
