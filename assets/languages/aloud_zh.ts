<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AnswerFigure</name>
    <message>
        <source>Result: {text}</source>
        <translation>结果：{text}</translation>
    </message>
</context>
<context>
    <name>AskBar</name>
    <message>
        <source>Ask here</source>
        <translation>在此提问</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>AwaySign</name>
    <message>
        <source>Your questions go to {host}</source>
        <translation>你的问题会发送到 {host}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss the message</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>BundleCard</name>
    <message>
        <source>Damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>{size} are here</source>
        <translation>已有 {size}</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>不在本机</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Check the files</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>Continue the download</source>
        <translation>继续下载</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
</context>
<context>
    <name>CalibrationBox</name>
    <message>
        <source>Test microphone and speaker</source>
        <translation>测试麦克风和扬声器</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Say something, please.</source>
        <translation>请说点什么。</translation>
    </message>
    <message>
        <source>That is how you sound. Listen …</source>
        <translation>这是你的声音。请听…</translation>
    </message>
    <message>
        <source>The microphone gives nothing at all: it is muted, or another one is meant.</source>
        <translation>麦克风没有任何信号：它被静音了，或选错了设备。</translation>
    </message>
    <message>
        <source>No voice was heard. Come nearer to the microphone and try again.</source>
        <translation>没有听到声音。请靠近麦克风再试一次。</translation>
    </message>
    <message>
        <source>Your voice is faint. Come nearer to the microphone.</source>
        <translation>你的声音很小。请靠近麦克风。</translation>
    </message>
    <message>
        <source>Your voice is heard well.</source>
        <translation>你的声音听得很清楚。</translation>
    </message>
    <message>
        <source>The room is quiet.</source>
        <translation>房间很安静。</translation>
    </message>
    <message>
        <source>There is some noise in the room.</source>
        <translation>房间里有些噪声。</translation>
    </message>
    <message>
        <source>The room is loud. A headset would help.</source>
        <translation>房间很吵。戴耳机麦克风会有帮助。</translation>
    </message>
    <message>
        <source>Room: {level:.0f} dB.</source>
        <translation>房间：{level:.0f} dB。</translation>
    </message>
    <message>
        <source>Your voice: {level:.0f} dB.</source>
        <translation>你的声音：{level:.0f} dB。</translation>
    </message>
    <message>
        <source>Speaker in the microphone: {level:.0f} dB.</source>
        <translation>麦克风中的扬声器声：{level:.0f} dB。</translation>
    </message>
    <message>
        <source>{level:.0f} dB of that can be taken out.</source>
        <translation>其中 {level:.0f} dB 可以消除。</translation>
    </message>
    <message>
        <source>The microphone does not hear the speaker: you can interrupt at any time.</source>
        <translation>麦克风听不到扬声器：你随时可以打断。</translation>
    </message>
    <message>
        <source>The tutor&apos;s voice is taken out of the microphone: you can interrupt at any time.</source>
        <translation>导师的声音会从麦克风中消除：你随时可以打断。</translation>
    </message>
    <message>
        <source>The echo is too strong: while the tutor speaks, only &quot;stop&quot; and &quot;wait&quot; are heard.</source>
        <translation>回声太强：导师说话时只能听到“stop”和“wait”。</translation>
    </message>
</context>
<context>
    <name>CheckList</name>
    <message>
        <source>Looking at this computer…</source>
        <translation>正在检查这台电脑…</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>扬声器</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>需要注意</translation>
    </message>
</context>
<context>
    <name>ChoicePage</name>
    <message>
        <source>What to practise</source>
        <translation>练习什么</translation>
    </message>
    <message>
        <source>How hard</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Make a worksheet…</source>
        <translation>制作练习单…</translation>
    </message>
    <message>
        <source>Your teacher has set: hints first, answers last.</source>
        <translation>老师已设置：先提示，最后给答案。</translation>
    </message>
    <message>
        <source>You get ten problems, one by one. Say the answer or type it. If you are stuck, ask for a hint. What went wrong comes again at the end.</source>
        <translation>你会得到十道题，一道接一道。说出或输入答案。不会时可以要提示。做错的题最后会再出现。</translation>
    </message>
    <message>
        <source>Let me practise</source>
        <translation>让我练习</translation>
    </message>
    <message>
        <source>Go on with problem {number} of {count}</source>
        <translation>继续第 {number} 题（共 {count} 题）</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Hands-free</source>
        <translation>免手动</translation>
    </message>
    <message>
        <source>Listen all the time: the question ends when you stop speaking</source>
        <translation>一直聆听：你停止说话时问题即结束</translation>
    </message>
    <message>
        <source>Insert a sign</source>
        <translation>插入符号</translation>
    </message>
    <message>
        <source>plus</source>
        <translation>加</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>减</translation>
    </message>
    <message>
        <source>times</source>
        <translation>乘</translation>
    </message>
    <message>
        <source>divided by</source>
        <translation>除以</translation>
    </message>
    <message>
        <source>opening bracket</source>
        <translation>左括号</translation>
    </message>
    <message>
        <source>closing bracket</source>
        <translation>右括号</translation>
    </message>
    <message>
        <source>squared</source>
        <translation>平方</translation>
    </message>
    <message>
        <source>cubed</source>
        <translation>立方</translation>
    </message>
    <message>
        <source>square root</source>
        <translation>平方根</translation>
    </message>
    <message>
        <source>one half</source>
        <translation>二分之一</translation>
    </message>
    <message>
        <source>pi</source>
        <translation>圆周率</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>less than or equal to</source>
        <translation>小于或等于</translation>
    </message>
    <message>
        <source>greater than or equal to</source>
        <translation>大于或等于</translation>
    </message>
    <message>
        <source>Hands-free on</source>
        <translation>免手动已开</translation>
    </message>
    <message>
        <source>This is asked when the model is ready</source>
        <translation>模型准备好后就会提问</translation>
    </message>
    <message>
        <source>Ctrl+H: hands-free again</source>
        <translation>Ctrl+H：再次免手动</translation>
    </message>
    <message>
        <source>Esc stops the answer</source>
        <translation>按 Esc 停止回答</translation>
    </message>
    <message>
        <source>Type a question</source>
        <translation>输入问题</translation>
    </message>
    <message>
        <source>Ask; a pause sends it</source>
        <translation>请说；停顿即发送</translation>
    </message>
    <message>
        <source>Let go or press to send</source>
        <translation>松开或再按即发送</translation>
    </message>
    <message>
        <source>The model is being loaded</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>See the message above</source>
        <translation>请看上方消息</translation>
    </message>
    <message>
        <source>Hold {key} to talk</source>
        <translation>按住 {key} 说话</translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Show earlier questions ({n})</source>
        <translation>显示更早的问题（{n}）</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Aloud ended unexpectedly</source>
        <translation>Aloud 意外退出</translation>
    </message>
    <message>
        <source>Aloud crashed the last time. This report says where. It is not sent anywhere; read it before you share it, since it may quote what you asked.</source>
        <translation>上次 Aloud 出了问题。这份报告说明了位置。它不会发送给任何人；交给别人之前请先看一遍，其中可能引用你问过的内容。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DialogController</name>
    <message>
        <source>School server</source>
        <translation>学校服务器</translation>
    </message>
    <message>
        <source>The school server did not answer. Shall the starter on this computer answer from now on?</source>
        <translation>学校服务器没有回答。从现在起由这台电脑上的入门模型回答吗？</translation>
    </message>
    <message>
        <source>{name} is here; choose it under Models.</source>
        <translation>{name} 已就绪；请在“模型”中选择。</translation>
    </message>
</context>
<context>
    <name>Downloads</name>
    <message>
        <source>Nothing was downloaded.</source>
        <translation>没有下载任何内容。</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Other models…</source>
        <translation>其他模型…</translation>
    </message>
    <message>
        <source>Welcome to Aloud</source>
        <translation>欢迎使用 Aloud</translation>
    </message>
    <message>
        <source>Ask a question aloud. The answer is spoken at once, and you can watch the thinking behind it. Everything runs on this computer; what you say does not leave it.</source>
        <translation>大声提出一个问题。回答会立即说出，同时你可以看到仍在进行的思考。一切都在这台电脑上运行；你说的话不会离开它。</translation>
    </message>
    <message>
        <source>The model to begin with</source>
        <translation>起步用的模型</translation>
    </message>
    <message>
        <source>work out plus, minus, times and divided with whole numbers</source>
        <translation>计算整数的加、减、乘、除</translation>
    </message>
    <message>
        <source>do two steps in one question</source>
        <translation>一个问题里算两步</translation>
    </message>
    <message>
        <source>solve short stories with numbers</source>
        <translation>解简短的应用题</translation>
    </message>
    <message>
        <source>do fractions, decimals, percent and equations</source>
        <translation>计算分数、小数、百分数和方程</translation>
    </message>
    <message>
        <source>go on from its last answer</source>
        <translation>接着上一个答案继续</translation>
    </message>
    <message>
        <source>do fractions, decimals, percent or equations</source>
        <translation>计算分数、小数、百分数或方程</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Hear an example</source>
        <translation>听一个例子</translation>
    </message>
    <message>
        <source>Sound check: it takes ten seconds. Say something, and hear yourself.</source>
        <translation>声音检查：需要十秒钟。说点什么，然后听听自己的声音。</translation>
    </message>
    <message>
        <source>Can we hear each other?</source>
        <translation>我们能听见彼此吗？</translation>
    </message>
    <message>
        <source>understand other languages than English</source>
        <translation>听懂英语以外的语言</translation>
    </message>
    <message>
        <source>see pictures</source>
        <translation>看图片</translation>
    </message>
    <message>
        <source>be right every time: check what it heard, and follow its steps</source>
        <translation>每次都对：请检查它听到的内容，并跟着步骤看</translation>
    </message>
    <message>
        <source>It cannot</source>
        <translation>它不能</translation>
    </message>
    <message>
        <source>The tutor can</source>
        <translation>老师能够</translation>
    </message>
    <message>
        <source>The starter model is already here and works at once. This computer can also run {title}, which knows much more. Its licence ({licence}) is shown before it is downloaded.</source>
        <translation>入门模型已在本机，可立即使用。这台电脑也能运行懂得更多的 {title}。下载前会显示它的许可证（{licence}）。</translation>
    </message>
    <message>
        <source>Get {title}…</source>
        <translation>获取 {title}…</translation>
    </message>
    <message>
        <source>Begin meanwhile</source>
        <translation>先开始使用</translation>
    </message>
    <message>
        <source>{name} is here and is being loaded.</source>
        <translation>{name} 已就位，正在加载。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Aloud</source>
        <translation>Aloud</translation>
    </message>
    <message>
        <source>New session (Ctrl+N)</source>
        <translation>新会话 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Let me practise (Ctrl+P)</source>
        <translation>让我练习（Ctrl+P）</translation>
    </message>
    <message>
        <source>History (Ctrl+O)</source>
        <translation>历史记录（Ctrl+O）</translation>
    </message>
    <message>
        <source>Models (Ctrl+B)</source>
        <translation>模型（Ctrl+B）</translation>
    </message>
    <message>
        <source>Teacher&apos;s view (F11)</source>
        <translation>教师视图（F11）</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>设置（Ctrl+,）</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢速</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>The voice at its normal speed</source>
        <translation>语音恢复正常速度</translation>
    </message>
    <message>
        <source>Let the voice speak more slowly</source>
        <translation>让语音说得慢一些</translation>
    </message>
    <message>
        <source>Let the voice be heard (Ctrl+M)</source>
        <translation>恢复声音（Ctrl+M）</translation>
    </message>
    <message>
        <source>Mute the voice (Ctrl+M)</source>
        <translation>静音（Ctrl+M）</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Find in the history</source>
        <translation>在历史记录中查找</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>The session</source>
        <translation>会话内容</translation>
    </message>
    <message>
        <source>Keep the sound of new questions and answers</source>
        <translation>保留新问题和回答的声音</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete everything…</source>
        <translation>全部删除…</translation>
    </message>
    <message>
        <source>New session</source>
        <translation>新会话</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Markdown, to read and edit</source>
        <translation>Markdown，便于阅读和编辑</translation>
    </message>
    <message>
        <source>Web page, with timeline and sound</source>
        <translation>网页，含时间轴和声音</translation>
    </message>
    <message>
        <source>JSON, every event</source>
        <translation>JSON，全部事件</translation>
    </message>
    <message>
        <source>WAV, the sound that was kept</source>
        <translation>WAV，保留的声音</translation>
    </message>
    <message>
        <source>Session file, to open in Aloud again</source>
        <translation>会话文件，可在 Aloud 中再次打开</translation>
    </message>
    <message>
        <source>{size} of sound are kept</source>
        <translation>已保留 {size} 的声音</translation>
    </message>
    <message>
        <source>1 question</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>{n} questions</source>
        <translation>{n} 个问题</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>An earlier history was damaged. It is kept here:
{path}</source>
        <translation>以前的记录已损坏，保存在：
{path}</translation>
    </message>
    <message>
        <source>No session was saved yet.</source>
        <translation>还没有保存的会话。</translation>
    </message>
    <message>
        <source>Spoken question</source>
        <translation>语音问题</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Title of the session</source>
        <translation>会话标题</translation>
    </message>
    <message>
        <source>Delete “{title}” with its sound? This cannot be undone.</source>
        <translation>删除“{title}”及其声音？此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete every session and every sound? This cannot be undone.</source>
        <translation>删除所有会话和声音？此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Writing {file}…</source>
        <translation>正在写入 {file}…</translation>
    </message>
    <message>
        <source>{file} is written.</source>
        <translation>已写入 {file}。</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Space, Ctrl+Space</source>
        <translation>空格，Ctrl+空格</translation>
    </message>
    <message>
        <source>Hold to talk; tap to start, tap again to send</source>
        <translation>按住说话；轻按开始，再按发送</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Stop listening or speaking</source>
        <translation>停止聆听或说话</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Go to the text box</source>
        <translation>转到输入框</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
    <message>
        <source>Hands-free on or off</source>
        <translation>打开或关闭免手动</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>Practise: ten problems, one by one</source>
        <translation>练习：十道题，一道接一道</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>Earlier sessions</source>
        <translation>以前的课程</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>A new session</source>
        <translation>新的课程</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Ctrl+M</source>
        <translation>Ctrl+M</translation>
    </message>
    <message>
        <source>Mute the voice, or let it be heard</source>
        <translation>静音或恢复声音</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Play the newest answer again</source>
        <translation>重播最新的回答</translation>
    </message>
    <message>
        <source>Ctrl++, Ctrl+-</source>
        <translation>Ctrl++、Ctrl+-</translation>
    </message>
    <message>
        <source>Larger or smaller text</source>
        <translation>放大或缩小文字</translation>
    </message>
    <message>
        <source>F9</source>
        <translation>F9</translation>
    </message>
    <message>
        <source>Show or hide the reasoning</source>
        <translation>显示或隐藏推理</translation>
    </message>
    <message>
        <source>F11</source>
        <translation>F11</translation>
    </message>
    <message>
        <source>Teacher&apos;s view</source>
        <translation>教师视图</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>本列表</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>In an answer: play it from the text caret on</source>
        <translation>在回答中：从光标处播放</translation>
    </message>
    <message>
        <source>Page Down, Page Up</source>
        <translation>Page Down、Page Up（翻页键）</translation>
    </message>
    <message>
        <source>Teacher&apos;s view: the next step or question, or the one before, by a presenter&apos;s keys too</source>
        <translation>教师视图：下一步或下一题，或返回，翻页笔也可以</translation>
    </message>
    <message>
        <source>Return, B, .</source>
        <translation>回车、B、.</translation>
    </message>
    <message>
        <source>Teacher&apos;s view: ask the prepared question that is shown</source>
        <translation>教师视图：提出显示的准备好的问题</translation>
    </message>
    <message>
        <source>Left, Right, P</source>
        <translation>左、右、P</translation>
    </message>
    <message>
        <source>Teacher&apos;s view: one token back or on; play and pause</source>
        <translation>教师视图：后退或前进一个词元；播放和暂停</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>麦克风音量</translation>
    </message>
</context>
<context>
    <name>LicenceDialog</name>
    <message>
        <source>Download {name}</source>
        <translation>下载 {name}</translation>
    </message>
    <message>
        <source>Download {name}?</source>
        <translation>下载 {name}？</translation>
    </message>
    <message>
        <source>Version {version}: {n} files, {size}, from</source>
        <translation>版本 {version}：{n} 个文件，{size}，来自</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>I have read the licence and accept it</source>
        <translation>我已阅读并接受许可证</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Files and checksums</source>
        <translation>文件与校验和</translation>
    </message>
</context>
<context>
    <name>LookPage</name>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>High contrast, white</source>
        <translation>高对比度（白色）</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Gentle motion</source>
        <translation>轻柔的动画</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the window. The tutor itself hears and speaks English.</source>
        <translation>仅指窗口的语言。导师本身听和说英语。</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Aloud</source>
        <translation>Aloud</translation>
    </message>
    <message>
        <source>The model was not changed: {why}</source>
        <translation>模型未更换：{why}</translation>
    </message>
    <message>
        <source>This model cannot see pictures. Type the problem, or read it aloud.</source>
        <translation>此模型看不到图片。请输入题目，或读出来。</translation>
    </message>
</context>
<context>
    <name>MicButton</name>
    <message>
        <source>Ask by voice</source>
        <translation>语音提问</translation>
    </message>
    <message>
        <source>Send the question</source>
        <translation>发送问题</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Turn hands-free off</source>
        <translation>关闭免提</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>School server</source>
        <translation>学校服务器</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Graphics card, if it fits</source>
        <translation>显卡（若适合）</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>As the model&apos;s author advises</source>
        <translation>按模型作者的建议</translation>
    </message>
    <message>
        <source>4 bits: needs least memory</source>
        <translation>4 位：占用内存最少</translation>
    </message>
    <message>
        <source>16 bits: most exact</source>
        <translation>16 位：最精确</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Loaded at once; a running answer ends. If it does not load, the old one stays.</source>
        <translation>立即加载；正在进行的回答会结束。若无法加载，则保留原来的模型。</translation>
    </message>
    <message>
        <source>If the school server is the model, the sound and the text of your questions are sent there. The window shows that all the time. The voice stays on this computer.</source>
        <translation>如果选择学校服务器作为模型，你提问的声音和文字会发送到那里。窗口会一直显示这一点。语音仍在这台电脑上生成。</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Address of another bundle</source>
        <translation>其他模型包的地址</translation>
    </message>
    <message>
        <source>Get…</source>
        <translation>获取…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Where this download came from is not known any more: enter its address below.</source>
        <translation>已不知道此下载的来源：请在下面输入其地址。</translation>
    </message>
    <message>
        <source>{name} is here and every file is right.</source>
        <translation>{name} 已就绪，所有文件正确。</translation>
    </message>
    <message>
        <source>{name} is being loaded.</source>
        <translation>正在加载 {name}。</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} 已准备好。</translation>
    </message>
    <message>
        <source>Checking every file…</source>
        <translation>正在检查所有文件…</translation>
    </message>
    <message>
        <source>All files are right ({size}).</source>
        <translation>所有文件正确（{size}）。</translation>
    </message>
    <message>
        <source>Remove {name} from this computer? It can be downloaded again.</source>
        <translation>从这台电脑移除 {name}？以后可以重新下载。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>{size} are free again.</source>
        <translation>已释放 {size}。</translation>
    </message>
</context>
<context>
    <name>NextChips</name>
    <message>
        <source>Hear it slower</source>
        <translation>慢一点再听</translation>
    </message>
    <message>
        <source>Another like it</source>
        <translation>再来一道类似的</translation>
    </message>
    <message>
        <source>Let me try first</source>
        <translation>让我先试试</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>Ask: {question}</source>
        <translation>提问：{question}</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>PracticeDialog</name>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>That&apos;s right: {answer}.</source>
        <translation>对了：{answer}。</translation>
    </message>
    <message>
        <source>The answer is {answer}. This one comes again.</source>
        <translation>答案是 {answer}。这道题会再出现。</translation>
    </message>
    <message>
        <source>I did not catch a number. Say it again, or type it.</source>
        <translation>我没有听到数字。请再说一遍，或者输入。</translation>
    </message>
    <message>
        <source>What did you say?</source>
        <translation>你说的是哪个？</translation>
    </message>
    <message>
        <source>I heard {number}. Press Enter if that is your answer, or say it again.</source>
        <translation>我听到的是 {number}。如果这是你的答案，请按回车，否则再说一遍。</translation>
    </message>
    <message>
        <source>Save as a table</source>
        <translation>保存为表格</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>The results are in {file}.</source>
        <translation>结果已保存在 {file}。</translation>
    </message>
</context>
<context>
    <name>PreparedList</name>
    <message>
        <source>Prepared questions</source>
        <translation>准备好的问题</translation>
    </message>
    <message>
        <source>Questions (*.txt *.csv *.tsv);;All files (*)</source>
        <translation>问题 (*.txt *.csv *.tsv);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>Sorry, I didn&apos;t catch that. Please ask again.</source>
        <translation>抱歉，我没听清。请再问一次。</translation>
    </message>
</context>
<context>
    <name>ProblemPage</name>
    <message>
        <source>How far you are</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Say it again</source>
        <translation>再读一遍</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>你的答案</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>What the tutor says</source>
        <translation>老师的话</translation>
    </message>
    <message>
        <source>A hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Show the answer</source>
        <translation>显示答案</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>下一题</translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation>到此为止</translation>
    </message>
    <message>
        <source>Problem {number} of {count}</source>
        <translation>第 {number} 题，共 {count} 题</translation>
    </message>
    <message>
        <source>This one comes again.</source>
        <translation>这道题再次出现。</translation>
    </message>
    <message>
        <source>See your results</source>
        <translation>查看结果</translation>
    </message>
</context>
<context>
    <name>ProgressRow</name>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>What was downloaded is kept; the next try continues from there</source>
        <translation>已下载的部分会保留；下次从那里继续</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在询问服务器的内容…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}，共 {total}</translation>
    </message>
    <message>
        <source>{size}, paused</source>
        <translation>{size}，已暂停</translation>
    </message>
    <message>
        <source>{size}, checking {file}</source>
        <translation>{size}，正在检查 {file}</translation>
    </message>
    <message>
        <source>{size}, {rate} a second, {left} left</source>
        <translation>{size}，每秒 {rate}，剩余 {left}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
</context>
<context>
    <name>QuestionBubble</name>
    <message>
        <source>The question, to be changed and asked again</source>
        <translation>可修改并重新提问的问题</translation>
    </message>
    <message>
        <source>Change the question and ask again</source>
        <translation>修改问题并重新提问</translation>
    </message>
    <message>
        <source>Spoken question</source>
        <translation>语音问题</translation>
    </message>
    <message>
        <source>Writing down what you asked…</source>
        <translation>正在写下你的问题…</translation>
    </message>
    <message>
        <source>I am not sure that I heard this right. Click it to change it.</source>
        <translation>我不确定是否听对了。点击可以修改。</translation>
    </message>
    <message>
        <source>Question: {text}</source>
        <translation>问题：{text}</translation>
    </message>
    <message>
        <source>Asked aloud</source>
        <translation>语音提出</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>键入</translation>
    </message>
</context>
<context>
    <name>ReasoningPane</name>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>When it thought and spoke</source>
        <translation>何时思考、何时说话</translation>
    </message>
    <message>
        <source>Newest step</source>
        <translation>最新一步</translation>
    </message>
    <message>
        <source>Each step appears here
while the answer is being spoken.</source>
        <translation>说出回答的同时，
每一步都会出现在这里。</translation>
    </message>
    <message>
        <source>Show the reasoning (F9)</source>
        <translation>显示推理（F9）</translation>
    </message>
    <message>
        <source>Hide the reasoning (F9)</source>
        <translation>隐藏推理（F9）</translation>
    </message>
</context>
<context>
    <name>ReasoningView</name>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Result: {text}</source>
        <translation>结果：{text}</translation>
    </message>
    <message>
        <source>Step {n}: {text}</source>
        <translation>第 {n} 步：{text}</translation>
    </message>
</context>
<context>
    <name>ResultsPage</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Practise again</source>
        <translation>再练一次</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Save as a table (CSV)…</source>
        <translation>保存为表格（CSV）…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>RhythmStrip</name>
    <message>
        <source>Tokens in the order in which they were written</source>
        <translation>按书写顺序排列的词元</translation>
    </message>
    <message>
        <source>Each box is a token: spoken above, reasoning below, in the order of writing</source>
        <translation>每个方框是一个词元：上方为说出的，下方为推理，按书写顺序</translation>
    </message>
    <message>
        <source>Token {n} of {all}</source>
        <translation>第 {n} 个词元，共 {all} 个</translation>
    </message>
</context>
<context>
    <name>SchoolBox</name>
    <message>
        <source>In the system&apos;s keyring</source>
        <translation>保存在系统密钥环中</translation>
    </message>
    <message>
        <source>The first that the server has</source>
        <translation>服务器上的第一个</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Model there</source>
        <translation>服务器上的模型</translation>
    </message>
    <message>
        <source>Asking the server ...</source>
        <translation>正在询问服务器……</translation>
    </message>
    <message>
        <source>The server answers, but it does not have {model}. It has: {names}</source>
        <translation>服务器有回应，但没有 {model}。它有：{names}</translation>
    </message>
    <message>
        <source>It works: {names} answers after {time} ms.</source>
        <translation>可以使用：{names} 在 {time} 毫秒后回应。</translation>
    </message>
</context>
<context>
    <name>ScreenChoice</name>
    <message>
        <source>Screen for the class</source>
        <translation>给全班看的屏幕</translation>
    </message>
    <message>
        <source>Screen {number}: {name}, {width} × {height}</source>
        <translation>屏幕 {number}：{name}，{width} × {height}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Set for everybody on this computer</source>
        <translation>已为这台电脑上的所有人设定</translation>
    </message>
</context>
<context>
    <name>SoundPage</name>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>扬声器</translation>
    </message>
    <message>
        <source>Look for devices again</source>
        <translation>重新查找设备</translation>
    </message>
    <message>
        <source>Open the system&apos;s sound settings</source>
        <translation>打开系统的声音设置</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Speed of the voice</source>
        <translation>语速</translation>
    </message>
    <message>
        <source>Mute the voice: answers as text alone</source>
        <translation>静音：只以文字回答</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Listen without asking: the bars move when you speak</source>
        <translation>只聆听不提问：你说话时条形会跳动</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>电平</translation>
    </message>
    <message>
        <source>The first one</source>
        <translation>第一个</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Quick: half a second</source>
        <translation>快：半秒</translation>
    </message>
    <message>
        <source>Normal: 0.8 seconds</source>
        <translation>正常：0.8 秒</translation>
    </message>
    <message>
        <source>Patient: one and a half seconds</source>
        <translation>耐心：一秒半</translation>
    </message>
    <message>
        <source>Very patient: two and a half seconds</source>
        <translation>很有耐心：两秒半</translation>
    </message>
    <message>
        <source>Pause that ends a question, hands-free</source>
        <translation>免手动时结束问题的停顿</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心</translation>
    </message>
    <message>
        <source>I wear headphones</source>
        <translation>我戴着耳机</translation>
    </message>
    <message>
        <source>Removed (loudspeaker)</source>
        <translation>消除（扬声器）</translation>
    </message>
    <message>
        <source>Do not listen while the tutor speaks</source>
        <translation>导师说话时不聆听</translation>
    </message>
    <message>
        <source>Tutor&apos;s own voice</source>
        <translation>导师自己的声音</translation>
    </message>
    <message>
        <source>Stop trying</source>
        <translation>停止测试</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name}（未连接）</translation>
    </message>
    <message>
        <source>The system&apos;s choice</source>
        <translation>系统的选择</translation>
    </message>
</context>
<context>
    <name>StatusPill</name>
    <message>
        <source>Tutor: {state}</source>
        <translation>导师：{state}</translation>
    </message>
</context>
<context>
    <name>TeacherBar</name>
    <message>
        <source>Previous token (Left)</source>
        <translation>上一个词元（左）</translation>
    </message>
    <message>
        <source>Play or pause (P)</source>
        <translation>播放或暂停（P）</translation>
    </message>
    <message>
        <source>Next token (Right)</source>
        <translation>下一个词元（右）</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Play with sound</source>
        <translation>带声音播放</translation>
    </message>
    <message>
        <source>Ask the same question again, thinking in the other way</source>
        <translation>用另一种思考方式再问同一个问题</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>一步一步</translation>
    </message>
    <message>
        <source>Show the steps one by one, the result last (Page Down, Page Up)</source>
        <translation>逐步显示，最后给出结果（Page Down、Page Up）</translation>
    </message>
    <message>
        <source>The question before</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>The question after</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Prepared questions…</source>
        <translation>准备好的问题…</translation>
    </message>
    <message>
        <source>Open a text file with one question a line, or a table with a column “question”</source>
        <translation>打开每行一个问题的文本文件，或带有“question”列的表格</translation>
    </message>
    <message>
        <source>Ask it (Enter)</source>
        <translation>提问（回车）</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>第 {number} 题，共 {count} 题</translation>
    </message>
    <message>
        <source>Compare with thinking while speaking</source>
        <translation>与边说边想比较</translation>
    </message>
    <message>
        <source>Compare with thinking first</source>
        <translation>与先想后说比较</translation>
    </message>
</context>
<context>
    <name>TeacherView</name>
    <message>
        <source>Aloud: teacher&apos;s view</source>
        <translation>Aloud：教师视图</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Timeline of the same question, thought another way</source>
        <translation>同一问题以另一种方式思考的时间轴</translation>
    </message>
    <message>
        <source>Close the teacher&apos;s view (Esc)</source>
        <translation>关闭教师视图（Esc）</translation>
    </message>
    <message>
        <source>Spoken</source>
        <translation>说出的话</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>The answer comes after the last step.</source>
        <translation>最后一步之后给出答案。</translation>
    </message>
    <message>
        <source>Hold Space and ask; it is shown here for everybody.</source>
        <translation>按住空格提问；大家都能在这里看到。</translation>
    </message>
</context>
<context>
    <name>TeachingPage</name>
    <message>
        <source>Practice: hints first</source>
        <translation>练习：先给提示</translation>
    </message>
    <message>
        <source>The answer is shown only after all hints and one try.</source>
        <translation>只有在用完所有提示并尝试一次之后才显示答案。</translation>
    </message>
    <message>
        <source>With a code, only you can change this here.</source>
        <translation>设置密码后，只有你能在这里更改。</translation>
    </message>
    <message>
        <source>Remove the code…</source>
        <translation>取消密码…</translation>
    </message>
    <message>
        <source>Lock with a code…</source>
        <translation>用密码锁定…</translation>
    </message>
    <message>
        <source>Choose a code</source>
        <translation>设置密码</translation>
    </message>
    <message>
        <source>The teacher&apos;s code</source>
        <translation>老师的密码</translation>
    </message>
    <message>
        <source>That is not the code. Nothing was changed.</source>
        <translation>密码不对，没有更改。</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>ThinkingPage</name>
    <message>
        <source>While speaking</source>
        <translation>边说边想</translation>
    </message>
    <message>
        <source>First, then speak</source>
        <translation>先想后说</translation>
    </message>
    <message>
        <source>Not at all: speak at once</source>
        <translation>不思考：立即说</translation>
    </message>
    <message>
        <source>The tutor thinks</source>
        <translation>导师的思考方式</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Rhythm, for teachers</source>
        <translation>节奏（供教师使用）</translation>
    </message>
    <message>
        <source>Spoken to reasoning tokens</source>
        <translation>说出与推理词元之比</translation>
    </message>
    <message>
        <source>Spoken to reasoning tokens, in turn. Used from the next question on.</source>
        <translation>说出与推理词元交替的数目。从下一个问题起使用。</translation>
    </message>
    <message>
        <source>Fast: speaks sooner, thinks less</source>
        <translation>快速：早些开口，少些思考</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Deep: thinks more for each word</source>
        <translation>深入：每个词多想一些</translation>
    </message>
    <message>
        <source>By the numbers below</source>
        <translation>按下面的数字</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline: spoken above, reasoning below</source>
        <translation>时间轴：上方为说出的话，下方为推理</translation>
    </message>
    <message>
        <source>Speech and reasoning appear here on one time axis.</source>
        <translation>话语和推理会显示在同一条时间轴上。</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>等待</translation>
    </message>
</context>
<context>
    <name>TurnCard</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>思考中…</translation>
    </message>
    <message>
        <source>Show how this was worked out</source>
        <translation>显示这是怎样算出来的</translation>
    </message>
    <message>
        <source>Play the answer again</source>
        <translation>重播回答</translation>
    </message>
    <message>
        <source>Ask again, thinking in another way</source>
        <translation>换一种思考方式再问</translation>
    </message>
    <message>
        <source>Reasoning, {steps}</source>
        <translation>推理，{steps}</translation>
    </message>
    <message>
        <source>Click a word to hear the answer again from there</source>
        <translation>点击某个词，从那里重听回答</translation>
    </message>
    <message>
        <source>Copy question, answer and reasoning</source>
        <translation>复制问题、答案和思考过程</translation>
    </message>
    <message>
        <source>You stopped this answer.</source>
        <translation>你停止了这个回答。</translation>
    </message>
    <message>
        <source>I didn&apos;t catch that. Please ask again.</source>
        <translation>我没听清。请再问一次。</translation>
    </message>
    <message>
        <source>The answer broke off.</source>
        <translation>回答中断了。</translation>
    </message>
    <message>
        <source>The reasoning got too long and was cut.</source>
        <translation>推理过长，已被截断。</translation>
    </message>
    <message>
        <source>thought first</source>
        <translation>先想后说</translation>
    </message>
    <message>
        <source>without reasoning</source>
        <translation>没有推理</translation>
    </message>
    <message>
        <source>Think while speaking</source>
        <translation>边说边想</translation>
    </message>
    <message>
        <source>Think first, then speak</source>
        <translation>先想后说</translation>
    </message>
    <message>
        <source>Speak at once, without reasoning</source>
        <translation>立即说，不推理</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>UpdateBox</name>
    <message>
        <source>Check for a new version…</source>
        <translation>检查新版本…</translation>
    </message>
    <message>
        <source>This is Aloud {version}.</source>
        <translation>这是 Aloud {version}。</translation>
    </message>
    <message>
        <source>Ask {server} which version is the newest? It is told the version of this Aloud, and sees your network address as every web page does. Nothing is downloaded or installed.</source>
        <translation>向 {server} 询问最新的版本吗？它会得知这个 Aloud 的版本，并像任何网页一样看到你的网络地址。不会下载或安装任何东西。</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>询问</translation>
    </message>
    <message>
        <source>Asking {server} …</source>
        <translation>正在询问 {server}…</translation>
    </message>
    <message>
        <source>Aloud {version} is the newest version.</source>
        <translation>Aloud {version} 是最新版本。</translation>
    </message>
    <message>
        <source>Aloud {version} is there. You find it at {page}.</source>
        <translation>Aloud {version} 已发布，网址：{page}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>What shall we work out?</source>
        <translation>我们来算点什么？</translation>
    </message>
    <message>
        <source>Press the microphone and ask. I answer aloud at once and go on thinking while I speak; the reasoning is written beside the answer.</source>
        <translation>按麦克风并用英语提问。我会立即出声回答，并边说边继续思考；推理写在回答旁边。</translation>
    </message>
    <message>
        <source>Try one of these</source>
        <translation>试试这些</translation>
    </message>
</context>
<context>
    <name>WorksheetDialog</name>
    <message>
        <source>Worksheet</source>
        <translation>练习单</translation>
    </message>
    <message>
        <source>Kind of problems</source>
        <translation>题目类型</translation>
    </message>
    <message>
        <source>How hard</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>Number of problems</source>
        <translation>题目数量</translation>
    </message>
    <message>
        <source>Number of the sheet</source>
        <translation>练习单编号</translation>
    </message>
    <message>
        <source>Other problems</source>
        <translation>换一批题目</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Show the answers</source>
        <translation>显示答案</translation>
    </message>
    <message>
        <source>The same number gives the same sheet again</source>
        <translation>同样的编号会得到同样的练习单</translation>
    </message>
    <message>
        <source>Pages (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>保存为 PDF…</translation>
    </message>
    <message>
        <source>Save as a web page…</source>
        <translation>保存为网页…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>The sheet and its key are saved together. The same number gives the same sheet.</source>
        <translation>练习单和答案会一起保存。同样的编号得到同样的练习单。</translation>
    </message>
    <message>
        <source>Save the worksheet and its key</source>
        <translation>保存练习单和答案</translation>
    </message>
    <message>
        <source>The sheet is in {sheet}, the answers are in {key}.</source>
        <translation>练习单在 {sheet}，答案在 {key}。</translation>
    </message>
</context>
<context>
    <name>WorksheetPaper</name>
    <message>
        <source>Page {number} of {count}</source>
        <translation>第 {number} 页，共 {count} 页</translation>
    </message>
</context>
<context>
    <name>facts</name>
    <message>
        <source>Thought while speaking</source>
        <translation>边说边想</translation>
    </message>
    <message>
        <source>Thought first</source>
        <translation>先想后说</translation>
    </message>
    <message>
        <source>Spoke at once</source>
        <translation>立即说</translation>
    </message>
    <message>
        <source>first sound after {s} s</source>
        <translation>{s} 秒后出声</translation>
    </message>
    <message>
        <source>{n} words spoken</source>
        <translation>说了 {n} 个词</translation>
    </message>
    <message>
        <source>thinking from {a} to {b} s</source>
        <translation>思考时间 {a} 至 {b} 秒</translation>
    </message>
    <message>
        <source>voice waited {s} s for the reasoning</source>
        <translation>声音等待推理 {s} 秒</translation>
    </message>
    <message>
        <source>{r} reasoning tokens, {s} spoken</source>
        <translation>{r} 个推理词元，{s} 个说出词元</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Another window of Aloud is open and does not answer.</source>
        <translation>另一个 Aloud 窗口已打开但没有响应。</translation>
    </message>
    <message>
        <source>Something went wrong in the window.</source>
        <translation>窗口出了问题。</translation>
    </message>
    <message>
        <source>What happened is in {file}.</source>
        <translation>详情见 {file}。</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>A download from an address, which was not finished.</source>
        <translation>来自某个地址的未完成下载。</translation>
    </message>
    <message>
        <source>A power is not a product: 2³ is 2 × 2 × 2.</source>
        <translation>乘方不是相乘：2³ 等于 2 × 2 × 2。</translation>
    </message>
    <message>
        <source>A power is the same factor again and again.</source>
        <translation>乘方是同一个数连续相乘。</translation>
    </message>
    <message>
        <source>A zero is missing in your result.</source>
        <translation>你的结果里少了一个零。</translation>
    </message>
    <message>
        <source>Answer with yes or no.</source>
        <translation>请回答 yes（是）或 no（不是）。</translation>
    </message>
    <message>
        <source>Answer:</source>
        <translation>答：</translation>
    </message>
    <message>
        <source>Answers will not be heard: {reason}</source>
        <translation>听不到回答：{reason}</translation>
    </message>
    <message>
        <source>Apache-2.0</source>
        <translation>Apache-2.0</translation>
    </message>
    <message>
        <source>CUDA was asked for but cannot be used: {reason}; {advice}</source>
        <translation>要求使用 CUDA 但无法使用：{reason}；{advice}</translation>
    </message>
    <message>
        <source>Came again</source>
        <translation>再次出现</translation>
    </message>
    <message>
        <source>Count back, or ask how much is missing.</source>
        <translation>倒着数，或者想想还差多少。</translation>
    </message>
    <message>
        <source>Count on in steps of the larger number, until the other one divides it.</source>
        <translation>按较大的数一步步往上数，直到能被另一个数整除。</translation>
    </message>
    <message>
        <source>Date:</source>
        <translation>日期：</translation>
    </message>
    <message>
        <source>Divide top and bottom by the same number.</source>
        <translation>分子和分母除以同一个数。</translation>
    </message>
    <message>
        <source>Do the same on both sides, until x stands alone.</source>
        <translation>两边做同样的运算，直到只剩下 x。</translation>
    </message>
    <message>
        <source>Each digit must be multiplied with each digit.</source>
        <translation>每一位都要和另一个数的每一位相乘。</translation>
    </message>
    <message>
        <source>Give both fractions the same bottom first.</source>
        <translation>先把两个分数通分。</translation>
    </message>
    <message>
        <source>Give one number only.</source>
        <translation>只给一个数。</translation>
    </message>
    <message>
        <source>Give your answer as a number.</source>
        <translation>请用数字回答。</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>I didn&apos;t catch that.</source>
        <translation>我没听清。</translation>
    </message>
    <message>
        <source>In one column you took the smaller digit from the larger one.</source>
        <translation>有一位你用大数字减了小数字。</translation>
    </message>
    <message>
        <source>It looks as if you added.</source>
        <translation>看起来你做了加法。</translation>
    </message>
    <message>
        <source>It looks as if you divided.</source>
        <translation>看起来你做了除法。</translation>
    </message>
    <message>
        <source>It looks as if you multiplied.</source>
        <translation>看起来你做了乘法。</translation>
    </message>
    <message>
        <source>It looks as if you subtracted.</source>
        <translation>看起来你做了减法。</translation>
    </message>
    <message>
        <source>It needs a graphics card: {reason}.</source>
        <translation>它需要显卡：{reason}。</translation>
    </message>
    <message>
        <source>Look at the decimal point.</source>
        <translation>注意小数点。</translation>
    </message>
    <message>
        <source>Look at the place value: you are off by tens or hundreds.</source>
        <translation>注意数位：你差了十倍或百倍。</translation>
    </message>
    <message>
        <source>Look at the sign.</source>
        <translation>注意正负号。</translation>
    </message>
    <message>
        <source>Look for the largest number that divides both.</source>
        <translation>找出能整除两个数的最大的数。</translation>
    </message>
    <message>
        <source>Look for the number that gives this one when it is multiplied by itself.</source>
        <translation>找出自己乘自己等于它的数。</translation>
    </message>
    <message>
        <source>Multiply the ones first, then the tens.</source>
        <translation>先乘个位，再乘十位。</translation>
    </message>
    <message>
        <source>Multiply top with top and bottom with bottom.</source>
        <translation>分子乘分子，分母乘分母。</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>姓名：</translation>
    </message>
    <message>
        <source>Next: {operation}.</source>
        <translation>接着：{operation}。</translation>
    </message>
    <message>
        <source>None was found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>没有做</translation>
    </message>
    <message>
        <source>Not yet. Try again, or ask for a hint.</source>
        <translation>还不对。再试一次，或者要个提示。</translation>
    </message>
    <message>
        <source>Nothing was heard for a minute, so the microphone was closed. Ask when you are ready.</source>
        <translation>一分钟没有听到声音，麦克风已关闭。准备好了再提问。</translation>
    </message>
    <message>
        <source>One column is off by one.</source>
        <translation>有一位差了一。</translation>
    </message>
    <message>
        <source>Percent means out of a hundred.</source>
        <translation>百分之几就是一百份中的几份。</translation>
    </message>
    <message>
        <source>Percent means out of a hundred. Divide by 100.</source>
        <translation>百分数以一百为分母。除以 100。</translation>
    </message>
    <message>
        <source>PortAudio, which reaches the sound card, is missing; install the PortAudio library</source>
        <translation>缺少用于访问声卡的 PortAudio；请安装 PortAudio 库</translation>
    </message>
    <message>
        <source>PortAudio, which reaches the sound card, is missing; run {command}</source>
        <translation>缺少用于访问声卡的 PortAudio；请运行 {command}</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>题目</translation>
    </message>
    <message>
        <source>Qwen Research Licence (non-commercial)</source>
        <translation>Qwen Research 许可证（非商业用途）</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Right after another try</source>
        <translation>再试后做对</translation>
    </message>
    <message>
        <source>Right answer</source>
        <translation>正确答案</translation>
    </message>
    <message>
        <source>Right at once</source>
        <translation>一次做对</translation>
    </message>
    <message>
        <source>Right with hints</source>
        <translation>有提示做对</translation>
    </message>
    <message>
        <source>Start with the larger number and count on.</source>
        <translation>从较大的数开始往上数。</translation>
    </message>
    <message>
        <source>Start with the ones. Borrow a ten if you need to.</source>
        <translation>从个位开始，不够就向十位借一。</translation>
    </message>
    <message>
        <source>Start with the ones. Carry the ten if you need to.</source>
        <translation>从个位开始，满十就进一。</translation>
    </message>
    <message>
        <source>Take the tens and the ones apart, and multiply with each.</source>
        <translation>把十位和个位分开，分别相乘。</translation>
    </message>
    <message>
        <source>Taking away a negative number is adding.</source>
        <translation>减去负数就是加。</translation>
    </message>
    <message>
        <source>That is one of the steps. Go on from there.</source>
        <translation>这是其中一步，接着往下做。</translation>
    </message>
    <message>
        <source>That is the problem itself. Work it out to one number.</source>
        <translation>这还是题目本身，请算成一个数。</translation>
    </message>
    <message>
        <source>That question was too long for me. Please ask a shorter one.</source>
        <translation>这个问题对我来说太长了，请问得短一些。</translation>
    </message>
    <message>
        <source>The answer was shown</source>
        <translation>看了答案</translation>
    </message>
    <message>
        <source>The bottoms of fractions are not added. Find a common one first.</source>
        <translation>分母不能相加，先通分。</translation>
    </message>
    <message>
        <source>The earlier practice cannot be read ({reason}).</source>
        <translation>无法读取以前的练习（{reason}）。</translation>
    </message>
    <message>
        <source>The earlier practice was damaged and is set aside as {path}.</source>
        <translation>以前的练习已损坏，已另存为 {path}。</translation>
    </message>
    <message>
        <source>The line for the tens needs a zero at its end.</source>
        <translation>十位那一行的末尾要有一个零。</translation>
    </message>
    <message>
        <source>The microphone is back.</source>
        <translation>麦克风已恢复。</translation>
    </message>
    <message>
        <source>The numbers were not lined up: ones under ones, tens under tens.</source>
        <translation>数位没有对齐：个位对个位，十位对十位。</translation>
    </message>
    <message>
        <source>The processor is used: {reason}</source>
        <translation>使用处理器：{reason}</translation>
    </message>
    <message>
        <source>The remainder is missing.</source>
        <translation>缺少余数。</translation>
    </message>
    <message>
        <source>The speaker is back.</source>
        <translation>扬声器已恢复。</translation>
    </message>
    <message>
        <source>The starter on the processor answers from now on. Restart Aloud to use the card again.</source>
        <translation>从现在起由处理器上的入门模型回答。要再次使用显卡，请重新启动 Aloud。</translation>
    </message>
    <message>
        <source>The tutor remembers less of the conversation, since too little memory is free.</source>
        <translation>因为空闲内存太少，导师记住的对话内容会更少。</translation>
    </message>
    <message>
        <source>The value is right. Now write the fraction in lowest terms.</source>
        <translation>数值对了，现在把分数约到最简。</translation>
    </message>
    <message>
        <source>The voice runs on the processor, since too little graphics memory is free.</source>
        <translation>语音在处理器上运行，因为空闲显存太少。</translation>
    </message>
    <message>
        <source>There are {count} steps. Begin with this one: {operation}.</source>
        <translation>一共有 {count} 步，从这一步开始：{operation}。</translation>
    </message>
    <message>
        <source>There is no microphone now: plug it in again, or type the question.</source>
        <translation>现在没有麦克风：请重新插上，或输入问题。</translation>
    </message>
    <message>
        <source>There is no speaker now: answers are written, not heard, until it is plugged in again.</source>
        <translation>现在没有扬声器：在重新插上之前，回答只显示文字，没有声音。</translation>
    </message>
    <message>
        <source>Think of the times table.</source>
        <translation>想想乘法口诀。</translation>
    </message>
    <message>
        <source>Think of the times table: how often does it fit?</source>
        <translation>想想乘法口诀：里面有几个？</translation>
    </message>
    <message>
        <source>This version of Aloud cannot load it yet.</source>
        <translation>本版 Aloud 还不能加载它。</translation>
    </message>
    <message>
        <source>Times and divide come before plus and minus.</source>
        <translation>先乘除，后加减。</translation>
    </message>
    <message>
        <source>To divide by a fraction, turn it over and multiply.</source>
        <translation>除以一个分数，就是乘它的倒数。</translation>
    </message>
    <message>
        <source>To divide by a fraction, turn it over first.</source>
        <translation>除以分数要先取倒数。</translation>
    </message>
    <message>
        <source>Try to divide it by 2, 3, 5, 7 and so on.</source>
        <translation>试着除以 2、3、5、7 等等。</translation>
    </message>
    <message>
        <source>Two digits are swapped.</source>
        <translation>有两位数字写反了。</translation>
    </message>
    <message>
        <source>Work it out without the signs first, then think about the sign.</source>
        <translation>先不管正负号来算，再考虑符号。</translation>
    </message>
    <message>
        <source>Work out the brackets first.</source>
        <translation>先算括号里的。</translation>
    </message>
    <message>
        <source>Work with whole numbers first, then set the decimal point.</source>
        <translation>先按整数算，再点小数点。</translation>
    </message>
    <message>
        <source>Works at once on any computer: sums and word problems with small numbers.</source>
        <translation>在任何电脑上立即可用：小数目的计算和应用题。</translation>
    </message>
    <message>
        <source>You are off by one.</source>
        <translation>你差了一。</translation>
    </message>
    <message>
        <source>You are one step off in the times table.</source>
        <translation>乘法口诀差了一步。</translation>
    </message>
    <message>
        <source>You borrowed a ten, but did not take it from the next column.</source>
        <translation>你借了一个十，但没有从前一位减去。</translation>
    </message>
    <message>
        <source>You changed the bottoms of the fractions. The tops must change with them.</source>
        <translation>你改了分母，分子也要跟着变。</translation>
    </message>
    <message>
        <source>You divided by the percentage. Multiply by it, then divide by 100.</source>
        <translation>你除以了百分数。应先乘以它，再除以 100。</translation>
    </message>
    <message>
        <source>You halved it. The root is the number that gives it when multiplied with itself.</source>
        <translation>你取了一半。平方根是自己乘自己等于它的数。</translation>
    </message>
    <message>
        <source>You took the two numbers the other way round.</source>
        <translation>你把两个数弄反了。</translation>
    </message>
    <message>
        <source>You turned over the wrong fraction. It is the second one.</source>
        <translation>你取错了倒数，应该是第二个分数。</translation>
    </message>
    <message>
        <source>You were quiet for a while, so your question was sent.</source>
        <translation>你安静了一会儿，所以问题已发送。</translation>
    </message>
    <message>
        <source>You wrote down the whole result of a column. Carry the ten.</source>
        <translation>你把一位的结果全写下了，要进位。</translation>
    </message>
    <message>
        <source>Your answers</source>
        <translation>你的答案</translation>
    </message>
    <message>
        <source>a question in {name} cannot be used: {why}</source>
        <translation>{name} 中有一个问题不能使用：{why}</translation>
    </message>
    <message>
        <source>a sheet has 1 to {most} problems, not {count}</source>
        <translation>一张练习单有 1 到 {most} 题，不能是 {count} 题</translation>
    </message>
    <message>
        <source>an answer of {max_reasoning} + {max_spoken} tokens is too long: ask for fewer</source>
        <translation>{max_reasoning} + {max_spoken} 个词元的回答太长：请减少</translation>
    </message>
    <message>
        <source>another Aloud is changing the packs; wait for that</source>
        <translation>另一个 Aloud 正在更改扩展包，请等待</translation>
    </message>
    <message>
        <source>asking for a new version is switched off for this computer by {path}</source>
        <translation>这台电脑已通过 {path} 关闭新版本检查</translation>
    </message>
    <message>
        <source>cannot copy {file} ({reason})</source>
        <translation>无法复制 {file}（{reason}）</translation>
    </message>
    <message>
        <source>cannot load the codec in {folder}: {reason}; fetch the bundle again</source>
        <translation>无法加载 {folder} 中的编解码器：{reason}；请重新获取模型包</translation>
    </message>
    <message>
        <source>cannot load the talker in {folder}: {reason}; fetch the bundle again</source>
        <translation>无法加载 {folder} 中的 Talker：{reason}；请重新获取模型包</translation>
    </message>
    <message>
        <source>cannot read the codec config {path}: {reason}; fetch the bundle again</source>
        <translation>无法读取编解码器配置 {path}：{reason}；请重新获取模型包</translation>
    </message>
    <message>
        <source>cannot read the talker config {path}: {reason}; fetch the bundle again</source>
        <translation>无法读取 Talker 配置 {path}：{reason}；请重新获取模型包</translation>
    </message>
    <message>
        <source>cannot read {file} ({reason}): check its permissions</source>
        <translation>无法读取 {file}（{reason}）：请检查权限</translation>
    </message>
    <message>
        <source>cannot read {file} ({reason}): fetch the bundle again</source>
        <translation>无法读取 {file}（{reason}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>cannot read {manifest} ({reason}): check path and permissions</source>
        <translation>无法读取 {manifest}（{reason}）：请检查路径和权限</translation>
    </message>
    <message>
        <source>cannot read {path} ({reason})</source>
        <translation>无法读取 {path}（{reason}）</translation>
    </message>
    <message>
        <source>cannot read {path} ({reason}): get Aloud again, with its assets folder</source>
        <translation>无法读取 {path}（{reason}）：请重新获取 Aloud 及其 assets 文件夹</translation>
    </message>
    <message>
        <source>cannot write in {folder} ({reason})</source>
        <translation>无法写入 {folder}（{reason}）</translation>
    </message>
    <message>
        <source>cannot write in {folder} ({reason}); check the folder&apos;s permissions</source>
        <translation>无法写入 {folder}（{reason}）；请检查文件夹权限</translation>
    </message>
    <message>
        <source>cannot write the codec to {folder} ({reason}): free space or check permissions</source>
        <translation>无法将编解码器写入 {folder}（{reason}）：请腾出空间或检查权限</translation>
    </message>
    <message>
        <source>cannot write {path} ({reason}): free some space or choose another place</source>
        <translation>无法写入 {path}（{reason}）：请腾出空间或选择其他位置</translation>
    </message>
    <message>
        <source>cannot write {path} ({reason}); choose another place or check its permissions</source>
        <translation>无法写入 {path}（{reason}）；请选择其他位置或检查权限</translation>
    </message>
    <message>
        <source>cannot write {target} ({reason}): check the folder&apos;s permissions</source>
        <translation>无法写入 {target}（{reason}）：请检查文件夹权限</translation>
    </message>
    <message>
        <source>codec config: encoder and decoder rates give different hops; use a matching config.json</source>
        <translation>编解码器配置：编码器与解码器的步长不同；请使用匹配的 config.json</translation>
    </message>
    <message>
        <source>codec config: unknown entries; is this a SNAC config.json?</source>
        <translation>编解码器配置：有未知条目；这是 SNAC 的 config.json 吗？</translation>
    </message>
    <message>
        <source>codec config: vq_strides must fall to 1, each a multiple of the next</source>
        <translation>编解码器配置：vq_strides 必须递减到 1，且每个都是下一个的倍数</translation>
    </message>
    <message>
        <source>downloads are switched off for this computer by {path}</source>
        <translation>这台电脑已通过 {path} 关闭下载</translation>
    </message>
    <message>
        <source>files of it are missing or damaged; get it again: aloud pack fetch</source>
        <translation>其中的文件缺失或损坏；请重新获取：aloud pack fetch</translation>
    </message>
    <message>
        <source>free some space below {path}</source>
        <translation>请在 {path} 下腾出空间</translation>
    </message>
    <message>
        <source>get Aloud again, with its assets folder</source>
        <translation>请重新获取 Aloud 及其 assets 文件夹</translation>
    </message>
    <message>
        <source>install Aloud again</source>
        <translation>请重新安装 Aloud</translation>
    </message>
    <message>
        <source>install a newer CUDA build of torch: see pytorch.org/get-started, then ALOUD_TORCH</source>
        <translation>请安装较新的 CUDA 版 torch：见 pytorch.org/get-started，再设 ALOUD_TORCH</translation>
    </message>
    <message>
        <source>it was made for another build of Aloud; get it again: aloud pack fetch</source>
        <translation>它属于另一个 Aloud 版本；请重新获取：aloud pack fetch</translation>
    </message>
    <message>
        <source>loading failed ({reason}): report this, with the log</source>
        <translation>加载失败（{reason}）：请附日志报告</translation>
    </message>
    <message>
        <source>more than {queue_limit_s:.0f} s of sound are queued</source>
        <translation>排队的声音超过 {queue_limit_s:.0f} 秒</translation>
    </message>
    <message>
        <source>no NVIDIA graphics card was found</source>
        <translation>未找到 NVIDIA 显卡</translation>
    </message>
    <message>
        <source>no bundle {name!r} can be downloaded (these can: {here}); see: aloud bundle list</source>
        <translation>无法下载模型包 {name!r}（可下载：{here}）；见：aloud bundle list</translation>
    </message>
    <message>
        <source>no microphone was found; plug one in, or type the question</source>
        <translation>未找到麦克风；请插入麦克风，或输入问题</translation>
    </message>
    <message>
        <source>no question was heard in the recording; speak closer to the microphone</source>
        <translation>录音中没有听到问题；请靠近麦克风说话</translation>
    </message>
    <message>
        <source>no school server is set up: enter its address in the settings, under Model</source>
        <translation>还没有设置学校服务器：请在设置的“模型”中输入其地址</translation>
    </message>
    <message>
        <source>no sound of this session was kept; choose to keep the sound in the settings before the next lesson, or export it as text</source>
        <translation>本次会话没有保留声音；请在下次上课前选择保留声音，或导出为文本</translation>
    </message>
    <message>
        <source>no speaker was found; plug one in, or type the question</source>
        <translation>未找到扬声器；请插入扬声器，或输入问题</translation>
    </message>
    <message>
        <source>no working NVIDIA driver was found (nvidia-smi), which the pack {name} needs; models run on the processor</source>
        <translation>没有找到扩展包 {name} 需要的 NVIDIA 驱动（nvidia-smi）；模型在处理器上运行</translation>
    </message>
    <message>
        <source>nothing can be divided by zero; ask for example: What is 84 divided by 7?</source>
        <translation>不能除以零；例如可以问：What is 84 divided by 7?</translation>
    </message>
    <message>
        <source>out of memory, with a shorter answer too: close other programs, or choose a smaller bundle</source>
        <translation>内存不足，缩短回答也不行：请关闭其他程序，或选择较小的模型包</translation>
    </message>
    <message>
        <source>plug one in, or start the sound server</source>
        <translation>请插入设备，或启动声音服务器</translation>
    </message>
    <message>
        <source>session {session} was deleted; ask again</source>
        <translation>会话 {session} 已删除；请再问一次</translation>
    </message>
    <message>
        <source>settings cannot be saved in {path} ({reason}); make room there</source>
        <translation>无法在 {path} 保存设置（{reason}）；请腾出空间</translation>
    </message>
    <message>
        <source>sound cannot be kept in {parent} ({reason}); make room there</source>
        <translation>无法在 {parent} 保存声音（{reason}）；请腾出空间</translation>
    </message>
    <message>
        <source>sounddevice is not installed; run `pip install sounddevice`</source>
        <translation>未安装 sounddevice；请运行 `pip install sounddevice`</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>the NVIDIA driver {driver} knows CUDA {cuda}, the pack {name} needs {needed}: update the driver first</source>
        <translation>NVIDIA 驱动 {driver} 支持 CUDA {cuda}，扩展包 {name} 需要 {needed}：请先更新驱动</translation>
    </message>
    <message>
        <source>the bundle at {address} calls itself {name!r}, as one of Aloud&apos;s own list: ask its maker for another name</source>
        <translation>{address} 处的模型包自称 {name!r}，与 Aloud 自己列表中的一个同名：请让其制作者换一个名称</translation>
    </message>
    <message>
        <source>the connection to the server {host} broke off: ask the question again</source>
        <translation>与服务器 {host} 的连接中断了：请再问一次</translation>
    </message>
    <message>
        <source>the first answer did not end: report this, with the log</source>
        <translation>第一个回答没有结束：请附上日志报告此问题</translation>
    </message>
    <message>
        <source>the history {path} can only be read ({reason}); check the disk and its permissions</source>
        <translation>历史记录 {path} 只能读取（{reason}）；请检查磁盘及其权限</translation>
    </message>
    <message>
        <source>the history {path} cannot be used ({reason}); check the disk</source>
        <translation>历史记录 {path} 无法使用（{reason}）；请检查磁盘</translation>
    </message>
    <message>
        <source>the history {path} cannot be written ({reason}); free some space</source>
        <translation>无法写入历史记录 {path}（{reason}）；请腾出一些空间</translation>
    </message>
    <message>
        <source>the history {path} is damaged and cannot be set aside ({reason}); check the folder&apos;s permissions</source>
        <translation>历史记录 {path} 已损坏且无法移开（{reason}）；请检查文件夹的权限</translation>
    </message>
    <message>
        <source>the history {path} is locked by another program; close that program and try again</source>
        <translation>历史记录 {path} 被另一个程序锁定；请关闭该程序后重试</translation>
    </message>
    <message>
        <source>the key cannot be kept: install the Python package keyring, or set {variable}</source>
        <translation>无法保存密钥：请安装 Python 包 keyring，或设置 {variable}</translation>
    </message>
    <message>
        <source>the number of a sheet is 0 to {last}, not {number}</source>
        <translation>练习单编号为 0 到 {last}，不能是 {number}</translation>
    </message>
    <message>
        <source>the pack {name} does not run here and is not used ({reason})</source>
        <translation>扩展包 {name} 无法在这里运行，因此不使用（{reason}）</translation>
    </message>
    <message>
        <source>the pack {name} is not used, models run on the processor: {reason}</source>
        <translation>没有使用扩展包 {name}，模型在处理器上运行：{reason}</translation>
    </message>
    <message>
        <source>the pack {name} lets models use it ({size} to fetch, {minutes} minutes on a fast connection): {command}</source>
        <translation>扩展包 {name} 可让模型使用它（需下载 {size}，网络快时约 {minutes} 分钟）：{command}</translation>
    </message>
    <message>
        <source>the preset {path} cannot be read ({reason})</source>
        <translation>无法读取预设 {path}（{reason}）</translation>
    </message>
    <message>
        <source>the preset {path} has what is not understood: {names}</source>
        <translation>预设 {path} 中有无法理解的内容：{names}</translation>
    </message>
    <message>
        <source>the preset {path} is not valid TOML and is not used</source>
        <translation>预设 {path} 不是有效的 TOML，因此不使用</translation>
    </message>
    <message>
        <source>the question has only one number; ask with all numbers, for example: What is 347 plus 286?</source>
        <translation>问题里只有一个数；请把所有的数都写出来，例如：What is 347 plus 286?</translation>
    </message>
    <message>
        <source>the question has {count} characters; shorten it to at most {max_characters}</source>
        <translation>问题有 {count} 个字符；请缩短到最多 {max_characters} 个</translation>
    </message>
    <message>
        <source>the question is empty; type one, for example: What is 347 plus 286?</source>
        <translation>问题是空的；请输入一个，例如：What is 347 plus 286?</translation>
    </message>
    <message>
        <source>the request was ended</source>
        <translation>请求已结束</translation>
    </message>
    <message>
        <source>the server {host} cannot be reached ({reason}): check the network</source>
        <translation>无法连接服务器 {host}（{reason}）：请检查网络</translation>
    </message>
    <message>
        <source>the server {host} did not take the question ({reason}): choose a model that hears</source>
        <translation>服务器 {host} 没有接受这个问题（{reason}）：请选择能听的模型</translation>
    </message>
    <message>
        <source>the server {host} does not have the model {model}: choose another in the settings</source>
        <translation>服务器 {host} 没有模型 {model}：请在设置中选择其他模型</translation>
    </message>
    <message>
        <source>the server {host} has a fault ({status}): ask again later, or tell your teacher</source>
        <translation>服务器 {host} 出现故障（{status}）：请稍后再问，或告诉老师</translation>
    </message>
    <message>
        <source>the server {host} has been silent for {seconds} seconds: ask again later</source>
        <translation>服务器 {host} 已有 {seconds} 秒没有回应：请稍后再问</translation>
    </message>
    <message>
        <source>the server {host} has no model: tell your teacher</source>
        <translation>服务器 {host} 上没有模型：请告诉老师</translation>
    </message>
    <message>
        <source>the server {host} is full at the moment: ask again in a minute</source>
        <translation>服务器 {host} 目前已满：请一分钟后再问</translation>
    </message>
    <message>
        <source>the server {host} refused the key: enter the right one in the settings</source>
        <translation>服务器 {host} 不接受此密钥：请在设置中输入正确的密钥</translation>
    </message>
    <message>
        <source>the server {host} sent something that is not an answer: tell your teacher</source>
        <translation>服务器 {host} 发来的内容不是回答：请告诉老师</translation>
    </message>
    <message>
        <source>there is no number in the question; ask for example: What is 347 plus 286?</source>
        <translation>问题里没有数；例如可以问：What is 347 plus 286?</translation>
    </message>
    <message>
        <source>there is no pack for this system; models run on the processor</source>
        <translation>此系统没有扩展包；模型在处理器上运行</translation>
    </message>
    <message>
        <source>there is no question in {name}; write one question on each line</source>
        <translation>{name} 里没有问题；请每行写一个问题</translation>
    </message>
    <message>
        <source>this system has no keyring that opens ({reason}): the key cannot be kept; set {variable}</source>
        <translation>此系统没有可打开的密钥环（{reason}）：无法保存密钥；请设置 {variable}</translation>
    </message>
    <message>
        <source>{address} is no server&apos;s address: write it as https://server.school</source>
        <translation>{address} 不是服务器地址：请写成 https://server.school</translation>
    </message>
    <message>
        <source>{address} is not protected: write it with https://</source>
        <translation>{address} 没有加密保护：请用 https:// 开头</translation>
    </message>
    <message>
        <source>{count} files of the pack {name} are not here yet; continue with: aloud pack fetch</source>
        <translation>扩展包 {name} 还缺 {count} 个文件；继续：aloud pack fetch</translation>
    </message>
    <message>
        <source>{file} has a path that leads out of its folder; it is not used</source>
        <translation>{file} 中有指向文件夹之外的路径，因此不使用</translation>
    </message>
    <message>
        <source>{file} is damaged (its checksum differs): copy it again</source>
        <translation>{file} 已损坏（校验和不同）：请重新复制</translation>
    </message>
    <message>
        <source>{file} is damaged: fetch the pack again</source>
        <translation>{file} 已损坏：请重新获取扩展包</translation>
    </message>
    <message>
        <source>{file} is damaged: get the bundle again</source>
        <translation>{file} 已损坏：请重新获取模型包</translation>
    </message>
    <message>
        <source>{file} is larger than many sticks can hold</source>
        <translation>{file} 太大，许多 U 盘放不下</translation>
    </message>
    <message>
        <source>{file} is missing: the copy is not whole; export the pack again</source>
        <translation>缺少 {file}：复制不完整；请重新导出扩展包</translation>
    </message>
    <message>
        <source>{folder} cannot be loaded by this version ({reason}): get the model again, or choose another</source>
        <translation>此版本无法加载 {folder}（{reason}）：请重新获取模型，或选择其他模型</translation>
    </message>
    <message>
        <source>{folder} has no chat template: choose a model that was trained to chat</source>
        <translation>{folder} 没有对话模板：请选择为对话训练过的模型</translation>
    </message>
    <message>
        <source>{folder} holds a pack for another Aloud; export it again with this version ({version})</source>
        <translation>{folder} 中的扩展包属于另一个 Aloud；请用这个版本（{version}）重新导出</translation>
    </message>
    <message>
        <source>{kind}, answers to sheet {number}</source>
        <translation>{kind}，第 {number} 号练习单的答案</translation>
    </message>
    <message>
        <source>{kind}, sheet {number}</source>
        <translation>{kind}，第 {number} 号练习单</translation>
    </message>
    <message>
        <source>{name} adds, subtracts, multiplies and divides whole numbers up to {most}, and “{what}” is beyond that; ask for example: What is 347 plus 286?</source>
        <translation>{name} 只会对不超过 {most} 的整数做加减乘除，“{what}”超出了这个范围；例如可以问：What is 347 plus 286?</translation>
    </message>
    <message>
        <source>{name} answers questions of at most {max_trained} characters; shorten this one</source>
        <translation>{name} 只回答最多 {max_trained} 个字符的问题；请缩短这个问题</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); choose another file</source>
        <translation>无法读取 {name}（{reason}）；请选择另一个文件</translation>
    </message>
    <message>
        <source>{name} cannot hear: type the question, or choose a model that hears</source>
        <translation>{name} 听不到声音：请输入问题，或选择能听的模型</translation>
    </message>
    <message>
        <source>{name} has no column “{column}”; write that word above the questions</source>
        <translation>{name} 没有“{column}”这一列；请在问题上方写上这个词</translation>
    </message>
    <message>
        <source>{name} has {count} questions; keep at most {most} in one file</source>
        <translation>{name} 有 {count} 个问题；一个文件最多放 {most} 个</translation>
    </message>
    <message>
        <source>{name} is damaged ({reason}); save the table again</source>
        <translation>{name} 已损坏（{reason}）；请重新保存表格</translation>
    </message>
    <message>
        <source>{name} is no file; choose a text or CSV file</source>
        <translation>{name} 不是文件；请选择文本或 CSV 文件</translation>
    </message>
    <message>
        <source>{name} is not a text file; choose a text or CSV file</source>
        <translation>{name} 不是文本文件；请选择文本或 CSV 文件</translation>
    </message>
    <message>
        <source>{name} is too large for a list of questions; choose a text or CSV file</source>
        <translation>{name} 作为问题列表太大；请选择文本或 CSV 文件</translation>
    </message>
    <message>
        <source>{name} understands questions in English; ask for example: What is 347 plus 286?</source>
        <translation>{name} 只听得懂英语问题；例如可以问：What is 347 plus 286?</translation>
    </message>
    <message>
        <source>{name} works with two or three numbers at a time; ask one step after another</source>
        <translation>{name} 一次只用两三个数来计算；请一步一步地问</translation>
    </message>
    <message>
        <source>{path} is no list of a pack, or is damaged: copy it again</source>
        <translation>{path} 不是扩展包清单，或已损坏：请重新复制</translation>
    </message>
    <message>
        <source>{path} is not a session of Aloud, or is damaged</source>
        <translation>{path} 不是 Aloud 的会话，或已损坏</translation>
    </message>
    <message>
        <source>{path} is of a newer Aloud; update Aloud to use this pack</source>
        <translation>{path} 属于更新的 Aloud；请更新 Aloud 后使用此扩展包</translation>
    </message>
    <message>
        <source>{path} is too large for a session of Aloud</source>
        <translation>{path} 太大，不是 Aloud 的会话</translation>
    </message>
    <message>
        <source>{path} was written by a newer Aloud; update Aloud to open it</source>
        <translation>{path} 由更新的 Aloud 写成；请更新 Aloud 后打开</translation>
    </message>
    <message>
        <source>{repo} has a file {name!r} outside the bundle&apos;s folder: it is not downloaded</source>
        <translation>{repo} 含有会越出模型包的文件 {name!r}：不予接受</translation>
    </message>
    <message>
        <source>{server} gave no version: ask again later</source>
        <translation>{server} 没有给出版本：请稍后再问</translation>
    </message>
    <message>
        <source>{server} has a problem ({code} {phrase})</source>
        <translation>{server} 出现故障（{code} {phrase}）</translation>
    </message>
    <message>
        <source>{server} is too slow</source>
        <translation>{server} 太慢</translation>
    </message>
    <message>
        <source>{server} sent a different part of the file than requested</source>
        <translation>{server} 发送的部分与请求不符</translation>
    </message>
    <message>
        <source>{server} stopped responding</source>
        <translation>{server} 停止发送</translation>
    </message>
    <message>
        <source>{url} is not a download address ({reason}); check it</source>
        <translation>{url} 不是可下载的地址（{reason}）；请检查</translation>
    </message>
    <message>
        <source>{url} is not a text file: check the address</source>
        <translation>{url} 不是文本：请检查地址</translation>
    </message>
    <message>
        <source>talker and codec do not belong together; fetch the bundle again</source>
        <translation>Talker 与编解码器不匹配；请重新获取模型包</translation>
    </message>
    <message>
        <source>talker config: dim must split into even heads, text_dim into heads of 64</source>
        <translation>Talker 配置：dim 必须能分成偶数维的头，text_dim 必须能分成 64 维的头</translation>
    </message>
    <message>
        <source>talker config: one temperature per stream is needed</source>
        <translation>Talker 配置：每个流都需要一个温度值</translation>
    </message>
    <message>
        <source>the Python package {name} is missing; install it with: {command}</source>
        <translation>缺少 Python 包 {name}；请用以下命令安装：{command}</translation>
    </message>
    <message>
        <source>the answers come more slowly than they could: this card cannot replay CUDA graphs ({reason}); update its driver</source>
        <translation>回答比应有的慢：这块显卡无法重放 CUDA 图（{reason}）；请更新驱动</translation>
    </message>
    <message>
        <source>the bundle cannot be put in {place} ({reason}); check the folder&apos;s permissions</source>
        <translation>无法将模型包放入 {place}（{reason}）；请检查文件夹权限</translation>
    </message>
    <message>
        <source>the bundle {name} is being downloaded or removed by another Aloud; wait for that</source>
        <translation>另一个 Aloud 正在下载或删除模型包 {name}；请等待</translation>
    </message>
    <message>
        <source>the bundle&apos;s name is empty; see: aloud bundle list</source>
        <translation>模型包名称为空；见：aloud bundle list</translation>
    </message>
    <message>
        <source>the checkpoint lacks {missing} ({count} in all): download the model again</source>
        <translation>检查点缺少 {missing}（共 {count} 个）：请重新下载模型</translation>
    </message>
    <message>
        <source>the codec in {source} could not be converted ({reason}): fetch the bundle again</source>
        <translation>无法转换 {source} 中的编解码器（{reason}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>the config is for a model of type &apos;{kind}&apos;: choose a Qwen2.5-Omni</source>
        <translation>该配置用于类型为“{kind}”的模型：请选择 Qwen2.5-Omni</translation>
    </message>
    <message>
        <source>the disk is full while writing {path}; free some space or choose another place</source>
        <translation>写入 {path} 时磁盘已满；请腾出空间或选择其他位置</translation>
    </message>
    <message>
        <source>the disk is full; free some space or choose another place</source>
        <translation>磁盘已满；请腾出空间或选择其他位置</translation>
    </message>
    <message>
        <source>the disk is too full: {needed} are needed in {folder}, {free} are free; free some space and try again</source>
        <translation>磁盘空间不足：{folder} 需要 {needed}，剩余 {free}；请腾出空间后再试</translation>
    </message>
    <message>
        <source>the echo canceller is not installed; run `pip install pywebrtc-audio` or use headphones</source>
        <translation>未安装回声消除；请运行 `pip install pywebrtc-audio` 或使用耳机</translation>
    </message>
    <message>
        <source>the engine is closed: start it again</source>
        <translation>模型已关闭：请重新启动</translation>
    </message>
    <message>
        <source>the events cannot be written to {name} ({reason}); free some space or choose another place</source>
        <translation>无法将事件写入 {name}（{reason}）；请腾出空间或选择其他位置</translation>
    </message>
    <message>
        <source>the graphics card stopped working for this program: restart Aloud, or start it with --device cpu</source>
        <translation>显卡已停止为本程序工作：请重启 Aloud，或用 --device cpu 启动</translation>
    </message>
    <message>
        <source>the history cannot be kept in {parent} ({reason}); make room there</source>
        <translation>无法在 {parent} 保存历史（{reason}）；请腾出空间</translation>
    </message>
    <message>
        <source>the history was damaged and is set aside as {path}; a new one was begun</source>
        <translation>历史已损坏，已移至 {path}；已新建历史</translation>
    </message>
    <message>
        <source>the history {path} is damaged ({reason}); close Aloud and start it again, which sets it aside</source>
        <translation>历史 {path} 已损坏（{reason}）；请关闭并重新启动 Aloud，它会被移到一边</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: impossible temperature, top_p or repetition_penalty</source>
        <translation>布局 {name!r} 无效：temperature、top_p 或 repetition_penalty 的值不可能</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: its numbers of tokens must be whole and above zero</source>
        <translation>布局 {name!r} 无效：词元数量必须是大于零的整数</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: its order must name every column once</source>
        <translation>布局 {name!r} 无效：顺序必须恰好列出每一列一次</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: its voices must be a list of names</source>
        <translation>布局 {name!r} 无效：voices 必须是名称列表</translation>
    </message>
    <message>
        <source>the microphone &apos;{name}&apos; is not connected; plug it in or choose another one</source>
        <translation>麦克风“{name}”未连接；请插入或选择其他麦克风</translation>
    </message>
    <message>
        <source>the microphone cannot be opened ({reason}); choose another one, or close what uses it</source>
        <translation>无法打开麦克风（{reason}）；请选择其他麦克风，或关闭占用它的程序</translation>
    </message>
    <message>
        <source>the model did not load in time: wait longer, or restart Aloud</source>
        <translation>模型未能及时加载：请再等等，或重启 Aloud</translation>
    </message>
    <message>
        <source>the model is being loaded: ask again when it is ready</source>
        <translation>正在加载模型：就绪后请再问</translation>
    </message>
    <message>
        <source>the model is not loaded: wait until the engine is ready</source>
        <translation>模型尚未加载：请等待就绪</translation>
    </message>
    <message>
        <source>the model needs about {needed} of graphics memory and {free} are free: close other programs that use the card, or choose a smaller bundle, or use --device cpu</source>
        <translation>模型大约需要 {needed} 显存，可用 {free}：请关闭其他使用显卡的程序，或选择更小的模型包，或使用 --device cpu</translation>
    </message>
    <message>
        <source>the model needs about {needed} of graphics memory and {free} are free: use --quant nf4, or close other programs that use the card, or choose a smaller bundle, or use --device cpu</source>
        <translation>模型大约需要 {needed} 显存，可用 {free}：请使用 --quant nf4，或关闭其他使用显卡的程序，或选择更小的模型包，或使用 --device cpu</translation>
    </message>
    <message>
        <source>the model needs about {needed} of memory and {free} are free: close other programs, or choose a smaller bundle</source>
        <translation>模型大约需要 {needed} 内存，可用 {free}：请关闭其他程序，或选择更小的模型包</translation>
    </message>
    <message>
        <source>the question is too long for this model: shorten it to {share:.0%} of its length</source>
        <translation>问题对该模型来说太长：请缩短到原长度的 {share:.0%}</translation>
    </message>
    <message>
        <source>the question takes {rows} of {limit} tokens that fit: ask a shorter one</source>
        <translation>问题占用 {rows} 个词元，只能容纳 {limit} 个：请问得短一些</translation>
    </message>
    <message>
        <source>the settings cannot be read ({reason}); the defaults are used</source>
        <translation>无法读取设置（{reason}）；使用默认值</translation>
    </message>
    <message>
        <source>the settings were damaged and are set aside as {path}; the defaults are used</source>
        <translation>设置已损坏，已移至 {path}；使用默认值</translation>
    </message>
    <message>
        <source>the sound devices cannot be listed ({reason}); restart the sound server</source>
        <translation>无法列出音频设备（{reason}）；请重启声音服务</translation>
    </message>
    <message>
        <source>the sound of that answer is not kept any more; ask it again</source>
        <translation>该回答的声音已不再保留；请再问一次</translation>
    </message>
    <message>
        <source>the sounds in {folder} cannot be deleted ({reason}); delete them by hand</source>
        <translation>无法删除 {folder} 中的声音（{reason}）；请手动删除</translation>
    </message>
    <message>
        <source>the speaker &apos;{name}&apos; is not connected; plug it in or choose another one</source>
        <translation>扬声器“{name}”未连接；请插入或选择其他扬声器</translation>
    </message>
    <message>
        <source>the speaker cannot be opened ({reason}); choose another one, or close what uses it</source>
        <translation>无法打开扬声器（{reason}）；请选择其他扬声器，或关闭占用它的程序</translation>
    </message>
    <message>
        <source>the starter belongs to Aloud and stays; other bundles can be removed</source>
        <translation>入门模型属于 Aloud，不能删除；其他模型包可以删除</translation>
    </message>
    <message>
        <source>the system library {library} is missing; install it with: {command}</source>
        <translation>缺少系统库 {library}；请用以下命令安装：{command}</translation>
    </message>
    <message>
        <source>the model&apos;s numbers are broken (NaN): ask again, or try --quant bf16</source>
        <translation>模型数值损坏（NaN）：请再问一次，或尝试 --quant bf16</translation>
    </message>
    <message>
        <source>stopped; what was downloaded is kept, and the next try continues from there</source>
        <translation>已停止；已下载的内容会保留，下次从那里继续</translation>
    </message>
    <message>
        <source>the bundle is called {name!r}, which cannot be the name of its folder; ask its maker</source>
        <translation>模型包自称 {name!r}，不能用作文件夹名；请询问其作者</translation>
    </message>
    <message>
        <source>the history {path} was written by a newer Aloud; update Aloud to open it</source>
        <translation>历史 {path} 来自较新的 Aloud；请更新 Aloud 后打开</translation>
    </message>
    <message>
        <source>the window cannot open: {problem}; {fix}</source>
        <translation>无法打开窗口：{problem}；{fix}</translation>
    </message>
    <message>
        <source>there is no answer yet to come back to; ask a question first</source>
        <translation>还没有可以回顾的回答；请先提问</translation>
    </message>
    <message>
        <source>there is no bundle {name!r} (here: {here}); see: aloud bundle list</source>
        <translation>没有模型包 {name!r}（现有：{here}）；见：aloud bundle list</translation>
    </message>
    <message>
        <source>there is no downloaded bundle {name!r}; see: aloud bundle list</source>
        <translation>没有已下载的模型包 {name!r}；见：aloud bundle list</translation>
    </message>
    <message>
        <source>there is no microphone and no speaker to test</source>
        <translation>没有可测试的麦克风和扬声器</translation>
    </message>
    <message>
        <source>there is no microphone; type the question instead</source>
        <translation>没有麦克风；请输入问题</translation>
    </message>
    <message>
        <source>there is no session {session}; see: aloud export --list</source>
        <translation>没有会话 {session}；见：aloud export --list</translation>
    </message>
    <message>
        <source>there is no speaker to test; plug one in</source>
        <translation>没有可测试的扬声器；请接上一个</translation>
    </message>
    <message>
        <source>these settings were not usable and are back to their defaults: {names}</source>
        <translation>以下设置不可用，已恢复默认：{names}</translation>
    </message>
    <message>
        <source>this bundle has no voice {name!r}: choose one of {voices}</source>
        <translation>该模型包没有声音 {name!r}：请选择 {voices} 之一</translation>
    </message>
    <message>
        <source>this bundle has no voice {name!r}: it has one voice, leave it out</source>
        <translation>该模型包没有声音 {name!r}：它只有一个声音，请省略</translation>
    </message>
    <message>
        <source>this bundle has one voice, and it is not called {voice!r}: leave the voice out</source>
        <translation>该模型包只有一个声音，且不叫 {voice!r}：请省略声音</translation>
    </message>
    <message>
        <source>this card has no bf16 arithmetic, and in fp16 the model&apos;s numbers overflow: use --device cpu, or a card of the year 2020 or later</source>
        <translation>该显卡不支持 bf16，而在 fp16 下模型数值会溢出：请使用 --device cpu，或 2020 年及以后的显卡</translation>
    </message>
    <message>
        <source>this machine has no microphone; plug one in, or type the question</source>
        <translation>这台电脑没有麦克风；请插入麦克风，或输入问题</translation>
    </message>
    <message>
        <source>this machine has no speaker; plug one in, or type the question</source>
        <translation>这台电脑没有扬声器；请插入扬声器，或输入问题</translation>
    </message>
    <message>
        <source>this model cannot do {wanted}: choose 1:9, 2:8, 3:7 or 5:5</source>
        <translation>该模型不支持 {wanted}：请选择 1:9、2:8、3:7 或 5:5</translation>
    </message>
    <message>
        <source>this model was not trained for {mode}: choose {choices}</source>
        <translation>该模型没有针对 {mode} 训练：请选择 {choices}</translation>
    </message>
    <message>
        <source>this player was closed; make a new one</source>
        <translation>该播放器已关闭；请新建一个</translation>
    </message>
    <message>
        <source>this torch has no code for {card}</source>
        <translation>此 torch 不含 {card} 的代码</translation>
    </message>
    <message>
        <source>this turn failed ({reason}): ask again, or restart Aloud</source>
        <translation>本次回答失败（{reason}）：请再问一次，或重启 Aloud</translation>
    </message>
    <message>
        <source>too little graphics memory for the {what}: try --quant nf4 or --device cpu</source>
        <translation>显存不足（{what}）：请尝试 --quant nf4 或 --device cpu</translation>
    </message>
    <message>
        <source>too little graphics memory: try --quant nf4 or --device cpu</source>
        <translation>显存不足：请尝试 --quant nf4 或 --device cpu</translation>
    </message>
    <message>
        <source>too little memory to load the bundle: close other programs, use --quant nf4, or choose a smaller bundle</source>
        <translation>内存不足，无法加载模型包：请关闭其他程序，使用 --quant nf4，或选择更小的模型包</translation>
    </message>
    <message>
        <source>torch cannot be loaded ({reason})</source>
        <translation>无法加载 torch（{reason}）</translation>
    </message>
    <message>
        <source>torch cannot be loaded here; install it with: {command}</source>
        <translation>此处无法加载 torch；请用以下命令安装：{command}</translation>
    </message>
    <message>
        <source>unknown device &apos;{device}&apos;: choose auto, cpu or cuda</source>
        <translation>未知设备“{device}”：请选择 auto、cpu 或 cuda</translation>
    </message>
    <message>
        <source>unknown precision &apos;{quant}&apos;: choose bf16 or nf4</source>
        <translation>未知精度“{quant}”：请选择 bf16 或 nf4</translation>
    </message>
    <message>
        <source>use --device cpu</source>
        <translation>请用 --device cpu</translation>
    </message>
    <message>
        <source>{card} can run this torch</source>
        <translation>{card} 可以运行此 torch</translation>
    </message>
    <message>
        <source>{card}, {free} of {total} free</source>
        <translation>{card}，{total} 中剩余 {free}</translation>
    </message>
    <message>
        <source>{card}; not used: {reason}</source>
        <translation>{card}；未使用：{reason}</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}): get the bundle again</source>
        <translation>无法读取 {file}（{reason}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>{file} has {size} bytes instead of {expected}: get the bundle &apos;{bundle}&apos; again</source>
        <translation>{file} 有 {size} 字节，应为 {expected}：请重新获取模型包“{bundle}”</translation>
    </message>
    <message>
        <source>{file} has no description: fetch the bundle again</source>
        <translation>{file} 不含描述：请重新获取模型包</translation>
    </message>
    <message>
        <source>{file} is damaged (its sha256 differs): get the bundle &apos;{bundle}&apos; again</source>
        <translation>{file} 已损坏（sha256 不符）：请重新获取模型包“{bundle}”</translation>
    </message>
    <message>
        <source>{file} is damaged ({reason}): get the bundle again</source>
        <translation>{file} 已损坏（{reason}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>{file} is for a model of type &apos;{kind}&apos;, not &apos;{thinker_only}&apos;: choose another bundle</source>
        <translation>{file} 用于类型为“{kind}”而非“{thinker_only}”的模型：请选择其他模型包</translation>
    </message>
    <message>
        <source>{file} is missing: get the bundle &apos;{bundle}&apos; again</source>
        <translation>缺少 {file}：请重新获取模型包“{bundle}”</translation>
    </message>
    <message>
        <source>{folder} cannot be removed ({reason}); close what uses it and try again</source>
        <translation>无法删除 {folder}（{reason}）；请关闭正在使用它的程序后再试</translation>
    </message>
    <message>
        <source>{folder} has no folder &apos;thinker&apos;: export a Thinker first</source>
        <translation>{folder} 没有 thinker 文件夹：请先导出 Thinker</translation>
    </message>
    <message>
        <source>{folder} holds a model of type {kind!r}, none of {known}: choose another bundle</source>
        <translation>{folder} 中是类型为 {kind!r} 的模型，不属于 {known}：请选择其他模型包</translation>
    </message>
    <message>
        <source>{folder} has no readable weights ({reason}): download the model again</source>
        <translation>{folder} 中没有可读的权重（{reason}）：请重新下载模型</translation>
    </message>
    <message>
        <source>A carry was forgotten.</source>
        <translation>忘了进位。</translation>
    </message>
    <message>
        <source>For a graphics card with 12 GB or more. Its real weights have not been run by the makers of Aloud yet. Its voice, VyvoTTS, is offered without a stated licence, and its speaker may change.</source>
        <translation>适用于 12 GB 或以上显存的显卡。Aloud 的作者尚未运行过其真实权重。其语音 VyvoTTS 未注明许可证，说话人可能会变化。</translation>
    </message>
    <message>
        <source>For a graphics card with 8 GB or more. Its real weights have not been run by the makers of Aloud yet. Its voice, VyvoTTS, is offered without a stated licence, and its speaker may change.</source>
        <translation>适用于 8 GB 或以上显存的显卡。Aloud 的作者尚未运行过其真实权重。其语音 VyvoTTS 未注明许可证，说话人可能会变化。</translation>
    </message>
    <message>
        <source>It needs about {needed} of disk space; {free} are free.</source>
        <translation>它需要约 {needed} 磁盘空间；目前可用 {free}。</translation>
    </message>
    <message>
        <source>It needs {needed} of free graphics memory; of the {there} of {card}, {free} are free.</source>
        <translation>它需要 {needed} 可用显存；{card} 共有 {there}，目前可用 {free}。</translation>
    </message>
    <message>
        <source>install a CUDA build of torch: {command}</source>
        <translation>请安装支持 CUDA 的 torch：{command}</translation>
    </message>
    <message>
        <source>the NVIDIA driver {version} (CUDA {cuda}) does not work with this torch, which was built for CUDA {built_for}</source>
        <translation>NVIDIA 驱动 {version}（CUDA {cuda}）与此 torch 不兼容，后者为 CUDA {built_for} 构建</translation>
    </message>
    <message>
        <source>this torch is a CPU build although an NVIDIA driver ({version}, CUDA {cuda}) is installed</source>
        <translation>此 torch 是 CPU 版本，但已安装 NVIDIA 驱动（{version}，CUDA {cuda}）</translation>
    </message>
    <message>
        <source>update the driver, or install a torch for it: {command}</source>
        <translation>请更新驱动，或安装与之匹配的 torch：{command}</translation>
    </message>
    <message>
        <source>{folder}: damaged tokenizer ({reason}): download the model again</source>
        <translation>{folder}：分词器已损坏（{reason}）：请重新下载模型</translation>
    </message>
    <message>
        <source>{folder}: damaged tokenizer ({reason}): get the bundle again</source>
        <translation>{folder}：分词器已损坏（{reason}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>{folder}: damaged {what} ({reason}): get the bundle again</source>
        <translation>{folder}：{what} 已损坏（{reason}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>{folder}: the voice&apos;s weights give no numbers (NaN): fetch the bundle, or try --quant bf16</source>
        <translation>{folder}：声音权重得出的不是数值（NaN）：请重新获取模型包，或尝试 --quant bf16</translation>
    </message>
    <message>
        <source>{folder}: the {what} lacks {lost} ({count} in all): get the bundle again</source>
        <translation>{folder}：{what} 缺少 {lost}（共 {count} 个）：请重新获取模型包</translation>
    </message>
    <message>
        <source>{folder}: {name} needs {size} tokens, not {vocabulary}: correct {layout_file}</source>
        <translation>{folder}：{name} 需要 {size} 个词元，而不是 {vocabulary} 个：请更正 {layout_file}</translation>
    </message>
    <message>
        <source>{folder}: {size} tokens for {vocabulary} embeddings: download the model again</source>
        <translation>{folder}：{size} 个词元对应 {vocabulary} 个嵌入：请重新下载模型</translation>
    </message>
    <message>
        <source>{folder}: {size} tokens for {vocabulary} embeddings: get the bundle again</source>
        <translation>{folder}：{size} 个词元对应 {vocabulary} 个嵌入：请重新获取模型包</translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation>剩余 {free}</translation>
    </message>
    <message>
        <source>{free} free; a larger model needs about {needed}</source>
        <translation>可用 {free}；较大的模型约需 {needed}</translation>
    </message>
    <message>
        <source>{hub} gives no checksum of {repo}/{name}: try again later</source>
        <translation>{hub} 未提供 {repo}/{name} 的校验和：请稍后再试</translation>
    </message>
    <message>
        <source>{manifest} has format {version}, newer than {format}: update Aloud</source>
        <translation>{manifest} 的格式为 {version}，比 {format} 新：请更新 Aloud</translation>
    </message>
    <message>
        <source>{name!r} is not a model&apos;s name: write it as owner/name</source>
        <translation>{name!r} 不是模型名称：请写成 所有者/名称</translation>
    </message>
    <message>
        <source>{name} is not in the hub&apos;s cache on this disk: download it with: hf download {name}</source>
        <translation>{name} 不在本机的 hub 缓存中：请用 hf download {name} 下载</translation>
    </message>
    <message>
        <source>{name} is {shape}, not {shape2}: config and weights differ</source>
        <translation>{name} 是 {shape}，不是 {shape2}：配置与权重不一致</translation>
    </message>
    <message>
        <source>{name}, and {count} more</source>
        <translation>{name}，另有 {count} 个</translation>
    </message>
    <message>
        <source>{note} names no source: fetch the bundle again</source>
        <translation>{note} 未注明来源：请重新获取模型包</translation>
    </message>
    <message>
        <source>{own} does not describe a layout ({reason}): correct or remove it</source>
        <translation>{own} 没有描述布局（{reason}）：请更正或删除</translation>
    </message>
    <message>
        <source>{path} has format {format}, this Aloud reads {known}: get Aloud again, with its assets folder</source>
        <translation>{path} 的格式是 {format}，此 Aloud 读取 {known}：请重新获取 Aloud 及其 assets 文件夹</translation>
    </message>
    <message>
        <source>{path} is a folder; name a file in it</source>
        <translation>{path} 是文件夹；请指定其中的文件</translation>
    </message>
    <message>
        <source>{path} is damaged ({kind}: {reason}): get Aloud again, with its assets folder</source>
        <translation>{path} 已损坏（{kind}：{reason}）：请重新获取 Aloud 及其 assets 文件夹</translation>
    </message>
    <message>
        <source>{path} is damaged ({reason}): download the model again</source>
        <translation>{path} 已损坏（{reason}）：请重新下载模型</translation>
    </message>
    <message>
        <source>{path} is missing: download the model again</source>
        <translation>缺少 {path}：请重新下载模型</translation>
    </message>
    <message>
        <source>{path} is not a bundle (it has no {manifest}): choose a bundle&apos;s folder</source>
        <translation>{path} 不是模型包（没有 {manifest}）：请选择模型包的文件夹</translation>
    </message>
    <message>
        <source>{path} is not a talker config; fetch the bundle again</source>
        <translation>{path} 不是 Talker 配置；请重新获取模型包</translation>
    </message>
    <message>
        <source>{path}: cannot be opened ({reason}); check the path</source>
        <translation>{path}：无法打开（{reason}）；请检查路径</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({reason}); check the file and its permissions</source>
        <translation>{path}：无法读取（{reason}）；请检查文件及其权限</translation>
    </message>
    <message>
        <source>{path}: holds samples that are not numbers (NaN or infinite); export it again</source>
        <translation>{path}：含有非数值的采样（NaN 或无穷大）；请重新导出</translation>
    </message>
    <message>
        <source>{path}: is a folder; name a sound file in it</source>
        <translation>{path}：是文件夹；请指定其中的声音文件</translation>
    </message>
    <message>
        <source>{path}: is an empty file; record the question again</source>
        <translation>{path}：是空文件；请重新录制问题</translation>
    </message>
    <message>
        <source>{path}: is an empty recording; record the question again</source>
        <translation>{path}：是空录音；请重新录制问题</translation>
    </message>
    <message>
        <source>{path}: is longer than {max_question_s:.0f} s; cut it down to the question</source>
        <translation>{path}：超过 {max_question_s:.0f} 秒；请剪到只剩问题</translation>
    </message>
    <message>
        <source>{path}: is not a sound file that can be read; record it as WAV, FLAC, OGG or MP3</source>
        <translation>{path}：不是可读取的声音文件；请录制为 WAV、FLAC、OGG 或 MP3</translation>
    </message>
    <message>
        <source>{path}: is not an ordinary file; record it as WAV, FLAC, OGG or MP3</source>
        <translation>{path}：不是普通文件；请录制为 WAV、FLAC、OGG 或 MP3</translation>
    </message>
    <message>
        <source>{path}: the end-of-turn model cannot be used ({reason}); download it again or remove it</source>
        <translation>{path}：无法使用判断提问结束的模型（{reason}）；请重新下载或删除</translation>
    </message>
    <message>
        <source>{path}: the recording is silent; check the microphone and record it again</source>
        <translation>{path}：录音没有声音；请检查麦克风并重新录制</translation>
    </message>
    <message>
        <source>{path}: the speech detector&apos;s model cannot be read; install Aloud again</source>
        <translation>{path}：无法读取语音检测模型；请重新安装 Aloud</translation>
    </message>
    <message>
        <source>{path}: the speech detector&apos;s model is damaged; install Aloud again</source>
        <translation>{path}：语音检测模型已损坏；请重新安装 Aloud</translation>
    </message>
    <message>
        <source>{path}: the spoken commands&apos; model cannot be read ({reason}); install Aloud again</source>
        <translation>{path}：无法读取语音指令模型（{reason}）；请重新安装 Aloud</translation>
    </message>
    <message>
        <source>{path}: {seconds:.3f} s is too short for a question; record it again</source>
        <translation>{path}：{seconds:.3f} 秒太短，容不下问题；请重新录制</translation>
    </message>
    <message>
        <source>{path}: {samplerate} Hz is not a usable sample rate; record at 8 to 192 kHz</source>
        <translation>{path}：采样率 {samplerate} Hz 不可用；请以 8 至 192 kHz 录制</translation>
    </message>
    <message>
        <source>{address} lists no files: it is not a bundle</source>
        <translation>{address} 没有列出文件：它不是模型包</translation>
    </message>
    <message>
        <source>{pickle} is none of the published codecs (sha256 {digest}...): fetch it again</source>
        <translation>{pickle} 不是已发布的编解码器（sha256 {digest}...）：请重新获取</translation>
    </message>
    <message>
        <source>{problem}; try {number} of {attempts}</source>
        <translation>{problem}；第 {number} 次尝试，共 {attempts} 次</translation>
    </message>
    <message>
        <source>{problem}; what was downloaded is kept; try again later</source>
        <translation>{problem}；已下载的内容会保留；请稍后再试</translation>
    </message>
    <message>
        <source>{reason}; the starter is used</source>
        <translation>{reason}；将使用入门模型</translation>
    </message>
    <message>
        <source>{repo} has no {missing}: it was changed; update Aloud</source>
        <translation>{repo} 中没有 {missing}：内容已变更；请更新 Aloud</translation>
    </message>
    <message>
        <source>{repo}: {index} is damaged; try again later</source>
        <translation>{repo}：{index} 已损坏；请稍后再试</translation>
    </message>
    <message>
        <source>{server} cannot be reached ({reason}); are you online?</source>
        <translation>无法连接 {server}（{reason}）；您在线吗？</translation>
    </message>
    <message>
        <source>{server} closed the connection</source>
        <translation>{server} 断开了连接</translation>
    </message>
    <message>
        <source>{server} closed the connection before the file was complete</source>
        <translation>{server} 中断了文件</translation>
    </message>
    <message>
        <source>{server} did not send {url} ({code} {phrase}): check the address</source>
        <translation>{server} 没有提供 {url} 的文件（{code} {phrase}）：请检查地址</translation>
    </message>
    <message>
        <source>{server} does not answer (are you online?)</source>
        <translation>{server} 没有响应（是否已联网？）</translation>
    </message>
    <message>
        <source>{server} refuses {url} ({code}): it needs a login or an accepted licence there</source>
        <translation>{server} 拒绝访问 {url}（{code}）：需要在那里登录或接受许可</translation>
    </message>
    <message>
        <source>{size}, version {version}</source>
        <translation>{size}，版本 {version}</translation>
    </message>
    <message>
        <source>{source} has no codec ({weights} or {pickle}): fetch the bundle again</source>
        <translation>{source} 中没有编解码器（{weights} 或 {pickle}）：请重新获取模型包</translation>
    </message>
    <message>
        <source>{target} is a folder; name a file for the events</source>
        <translation>{target} 是文件夹；请为事件指定文件</translation>
    </message>
    <message>
        <source>{url} does not list a repository: the hub may have changed; update Aloud</source>
        <translation>{url} 没有列出仓库：服务器可能已变更；请更新 Aloud</translation>
    </message>
    <message>
        <source>{url} has the wrong content (its checksum differs): the server&apos;s copy is damaged or was changed; try again later</source>
        <translation>{url} 内容不对（校验和不符）：服务器上的副本已损坏或被更改；请稍后再试</translation>
    </message>
    <message>
        <source>{url} has {length} bytes instead of {size}: the server&apos;s copy is another version; try again later</source>
        <translation>{url} 有 {length} 字节而不是 {size}：服务器上是另一个版本；请稍后再试</translation>
    </message>
    <message>
        <source>{url} is larger than {text_limit}: check the address</source>
        <translation>{url} 大于 {text_limit}：请检查地址</translation>
    </message>
    <message>
        <source>{url} is longer than the {size} it should have; try again later</source>
        <translation>{url} 超过了应有的 {size}；请稍后再试</translation>
    </message>
    <message>
        <source>{url} is not there ({code}): check the name; the bundle may have been moved</source>
        <translation>{url} 不存在（{code}）：请检查名称；模型包可能已移动</translation>
    </message>
</context>
<context>
    <name>practice</name>
    <message>
        <source>Plus and minus</source>
        <translation>加减</translation>
    </message>
    <message>
        <source>Times and divide</source>
        <translation>乘除</translation>
    </message>
    <message>
        <source>Brackets, and what comes first</source>
        <translation>括号和运算顺序</translation>
    </message>
    <message>
        <source>Stories</source>
        <translation>应用题</translation>
    </message>
    <message>
        <source>Large numbers</source>
        <translation>大数</translation>
    </message>
    <message>
        <source>Numbers below zero</source>
        <translation>负数</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>小数</translation>
    </message>
    <message>
        <source>Fractions</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>百分数</translation>
    </message>
    <message>
        <source>Powers and roots</source>
        <translation>乘方和开方</translation>
    </message>
    <message>
        <source>Equations</source>
        <translation>方程</translation>
    </message>
    <message>
        <source>Units and money</source>
        <translation>单位和钱</translation>
    </message>
    <message>
        <source>Lengths, areas, angles</source>
        <translation>长度、面积和角</translation>
    </message>
    <message>
        <source>Averages and ratios</source>
        <translation>平均数和比</translation>
    </message>
    <message>
        <source>Divisors and multiples</source>
        <translation>因数和倍数</translation>
    </message>
    <message>
        <source>Number sequences</source>
        <translation>数列</translation>
    </message>
    <message>
        <source>Easy</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>{first} of {count} were right at once.</source>
        <translation>{count} 题中有 {first} 题一次做对。</translation>
    </message>
    <message>
        <source>{later} came right later.</source>
        <translation>{later} 题后来做对。</translation>
    </message>
    <message>
        <source>{missed} will come again next time.</source>
        <translation>{missed} 题下次再出现。</translation>
    </message>
</context>
<context>
    <name>status</name>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>正在聆听</translation>
    </message>
    <message>
        <source>Hearing you</source>
        <translation>听到你了</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考中</translation>
    </message>
    <message>
        <source>Thinking and speaking</source>
        <translation>边想边说</translation>
    </message>
    <message>
        <source>Speaking</source>
        <translation>说话中</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>没有麦克风</translation>
    </message>
    <message>
        <source>No speaker</source>
        <translation>没有扬声器</translation>
    </message>
    <message>
        <source>Something is wrong</source>
        <translation>出了问题</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 步</translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation>{n} 步</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>wrong, taken back</source>
        <translation>错误，已撤回</translation>
    </message>
    <message>
        <source>Plan: model, arithmetic: exact</source>
        <translation>思路：模型，计算：精确</translation>
    </message>
</context>
</TS>
