<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AnswerFigure</name>
    <message>
        <source>Result: {text}</source>
        <translation>Ergebnis: {text}</translation>
    </message>
</context>
<context>
    <name>AskBar</name>
    <message>
        <source>Ask here</source>
        <translation>Hier fragen</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
</context>
<context>
    <name>AwaySign</name>
    <message>
        <source>Your questions go to {host}</source>
        <translation>Deine Fragen gehen an {host}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>BundleCard</name>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>{size} are here</source>
        <translation>{size} sind hier</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>Nicht hier</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Check the files</source>
        <translation>Dateien prüfen</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen …</translation>
    </message>
    <message>
        <source>Continue the download</source>
        <translation>Weiter herunterladen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
</context>
<context>
    <name>CalibrationBox</name>
    <message>
        <source>Test microphone and speaker</source>
        <translation>Mikrofon und Lautsprecher prüfen</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Say something, please.</source>
        <translation>Bitte sag etwas.</translation>
    </message>
    <message>
        <source>That is how you sound. Listen …</source>
        <translation>So klingst du. Hör zu …</translation>
    </message>
    <message>
        <source>The microphone gives nothing at all: it is muted, or another one is meant.</source>
        <translation>Das Mikrofon liefert gar nichts: Es ist stumm, oder ein anderes ist gemeint.</translation>
    </message>
    <message>
        <source>No voice was heard. Come nearer to the microphone and try again.</source>
        <translation>Es war keine Stimme zu hören. Geh näher ans Mikrofon und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>Your voice is faint. Come nearer to the microphone.</source>
        <translation>Deine Stimme ist leise. Geh näher ans Mikrofon.</translation>
    </message>
    <message>
        <source>Your voice is heard well.</source>
        <translation>Deine Stimme ist gut zu hören.</translation>
    </message>
    <message>
        <source>The room is quiet.</source>
        <translation>Im Raum ist es ruhig.</translation>
    </message>
    <message>
        <source>There is some noise in the room.</source>
        <translation>Im Raum ist es etwas laut.</translation>
    </message>
    <message>
        <source>The room is loud. A headset would help.</source>
        <translation>Im Raum ist es laut. Ein Headset würde helfen.</translation>
    </message>
    <message>
        <source>Room: {level:.0f} dB.</source>
        <translation>Raum: {level:.0f} dB.</translation>
    </message>
    <message>
        <source>Your voice: {level:.0f} dB.</source>
        <translation>Deine Stimme: {level:.0f} dB.</translation>
    </message>
    <message>
        <source>Speaker in the microphone: {level:.0f} dB.</source>
        <translation>Lautsprecher im Mikrofon: {level:.0f} dB.</translation>
    </message>
    <message>
        <source>{level:.0f} dB of that can be taken out.</source>
        <translation>{level:.0f} dB davon lassen sich herausrechnen.</translation>
    </message>
    <message>
        <source>The microphone does not hear the speaker: you can interrupt at any time.</source>
        <translation>Das Mikrofon hört den Lautsprecher nicht: Du kannst jederzeit unterbrechen.</translation>
    </message>
    <message>
        <source>The tutor&apos;s voice is taken out of the microphone: you can interrupt at any time.</source>
        <translation>Die Stimme des Tutors wird herausgerechnet: Du kannst jederzeit unterbrechen.</translation>
    </message>
    <message>
        <source>The echo is too strong: while the tutor speaks, only &quot;stop&quot; and &quot;wait&quot; are heard.</source>
        <translation>Das Echo ist zu stark: Während der Tutor spricht, werden nur „stop“ und „wait“ gehört.</translation>
    </message>
</context>
<context>
    <name>CheckList</name>
    <message>
        <source>Looking at this computer…</source>
        <translation>Dieser Computer wird angesehen …</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Lautsprecher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>braucht Aufmerksamkeit</translation>
    </message>
</context>
<context>
    <name>ChoicePage</name>
    <message>
        <source>What to practise</source>
        <translation>Was du üben willst</translation>
    </message>
    <message>
        <source>How hard</source>
        <translation>Wie schwer</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Anfangen</translation>
    </message>
    <message>
        <source>Make a worksheet…</source>
        <translation>Arbeitsblatt erstellen …</translation>
    </message>
    <message>
        <source>Your teacher has set: hints first, answers last.</source>
        <translation>Deine Lehrkraft hat eingestellt: erst Tipps, zuletzt Lösungen.</translation>
    </message>
    <message>
        <source>You get ten problems, one by one. Say the answer or type it. If you are stuck, ask for a hint. What went wrong comes again at the end.</source>
        <translation>Du bekommst zehn Aufgaben, eine nach der anderen. Sag die Antwort oder schreib sie. Wenn du nicht weiterweißt, hol dir einen Tipp. Was falsch war, kommt am Ende noch einmal.</translation>
    </message>
    <message>
        <source>Let me practise</source>
        <translation>Ich will üben</translation>
    </message>
    <message>
        <source>Go on with problem {number} of {count}</source>
        <translation>Weiter mit Aufgabe {number} von {count}</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>Stopp (Esc)</translation>
    </message>
    <message>
        <source>Hands-free</source>
        <translation>Freihändig</translation>
    </message>
    <message>
        <source>Listen all the time: the question ends when you stop speaking</source>
        <translation>Immer zuhören: Die Frage endet, wenn du aufhörst zu sprechen</translation>
    </message>
    <message>
        <source>Insert a sign</source>
        <translation>Zeichen einfügen</translation>
    </message>
    <message>
        <source>plus</source>
        <translation>plus</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>minus</translation>
    </message>
    <message>
        <source>times</source>
        <translation>mal</translation>
    </message>
    <message>
        <source>divided by</source>
        <translation>geteilt durch</translation>
    </message>
    <message>
        <source>opening bracket</source>
        <translation>Klammer auf</translation>
    </message>
    <message>
        <source>closing bracket</source>
        <translation>Klammer zu</translation>
    </message>
    <message>
        <source>squared</source>
        <translation>Quadrat</translation>
    </message>
    <message>
        <source>cubed</source>
        <translation>hoch drei</translation>
    </message>
    <message>
        <source>square root</source>
        <translation>Quadratwurzel</translation>
    </message>
    <message>
        <source>one half</source>
        <translation>ein halb</translation>
    </message>
    <message>
        <source>pi</source>
        <translation>Pi</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>Grad</translation>
    </message>
    <message>
        <source>less than or equal to</source>
        <translation>kleiner oder gleich</translation>
    </message>
    <message>
        <source>greater than or equal to</source>
        <translation>größer oder gleich</translation>
    </message>
    <message>
        <source>Hands-free on</source>
        <translation>Freihändig an</translation>
    </message>
    <message>
        <source>This is asked when the model is ready</source>
        <translation>Wird gefragt, sobald das Modell bereit ist</translation>
    </message>
    <message>
        <source>Ctrl+H: hands-free again</source>
        <translation>Strg+H: wieder freihändig</translation>
    </message>
    <message>
        <source>Esc stops the answer</source>
        <translation>Esc stoppt die Antwort</translation>
    </message>
    <message>
        <source>Type a question</source>
        <translation>Frage eintippen</translation>
    </message>
    <message>
        <source>Ask; a pause sends it</source>
        <translation>Sprich; Pause sendet ab</translation>
    </message>
    <message>
        <source>Let go or press to send</source>
        <translation>Loslassen oder Klick sendet</translation>
    </message>
    <message>
        <source>The model is being loaded</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>See the message above</source>
        <translation>Siehe die Meldung oben</translation>
    </message>
    <message>
        <source>Hold {key} to talk</source>
        <translation>Zum Sprechen {key} halten</translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Show earlier questions ({n})</source>
        <translation>Frühere Fragen zeigen ({n})</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Aloud ended unexpectedly</source>
        <translation>Aloud wurde unerwartet beendet</translation>
    </message>
    <message>
        <source>Aloud crashed the last time. This report says where. It is not sent anywhere; read it before you share it, since it may quote what you asked.</source>
        <translation>Beim letzten Mal ging in Aloud etwas schief. Dieser Bericht sagt, wo. Er wird niemandem geschickt; lies ihn, bevor du ihn jemandem gibst, denn er kann zitieren, was du gefragt hast.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>DialogController</name>
    <message>
        <source>School server</source>
        <translation>Schulserver</translation>
    </message>
    <message>
        <source>The school server did not answer. Shall the starter on this computer answer from now on?</source>
        <translation>Der Schulserver hat nicht geantwortet. Soll ab jetzt der Starter auf diesem Computer antworten?</translation>
    </message>
    <message>
        <source>{name} is here; choose it under Models.</source>
        <translation>{name} ist da; wähle es unter „Modelle“.</translation>
    </message>
</context>
<context>
    <name>Downloads</name>
    <message>
        <source>Nothing was downloaded.</source>
        <translation>Es wurde nichts heruntergeladen.</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Other models…</source>
        <translation>Andere Modelle …</translation>
    </message>
    <message>
        <source>Welcome to Aloud</source>
        <translation>Willkommen bei Aloud</translation>
    </message>
    <message>
        <source>Ask a question aloud. The answer is spoken at once, and you can watch the thinking behind it. Everything runs on this computer; what you say does not leave it.</source>
        <translation>Stelle laut eine Frage. Die Antwort wird sofort gesprochen, und du kannst dem Denken zusehen, das dabei weitergeht. Alles läuft auf diesem Computer; was du sagst, verlässt ihn nicht.</translation>
    </message>
    <message>
        <source>The model to begin with</source>
        <translation>Das Modell für den Anfang</translation>
    </message>
    <message>
        <source>work out plus, minus, times and divided with whole numbers</source>
        <translation>plus, minus, mal und geteilt mit ganzen Zahlen rechnen</translation>
    </message>
    <message>
        <source>do two steps in one question</source>
        <translation>zwei Schritte in einer Frage rechnen</translation>
    </message>
    <message>
        <source>solve short stories with numbers</source>
        <translation>kurze Textaufgaben lösen</translation>
    </message>
    <message>
        <source>do fractions, decimals, percent and equations</source>
        <translation>mit Brüchen, Dezimalzahlen, Prozent und Gleichungen rechnen</translation>
    </message>
    <message>
        <source>go on from its last answer</source>
        <translation>mit seiner letzten Antwort weiterrechnen</translation>
    </message>
    <message>
        <source>do fractions, decimals, percent or equations</source>
        <translation>mit Brüchen, Dezimalzahlen, Prozent oder Gleichungen rechnen</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Anfangen</translation>
    </message>
    <message>
        <source>Hear an example</source>
        <translation>Ein Beispiel hören</translation>
    </message>
    <message>
        <source>Sound check: it takes ten seconds. Say something, and hear yourself.</source>
        <translation>Tonprobe: Sie dauert zehn Sekunden. Sag etwas und hör dich selbst.</translation>
    </message>
    <message>
        <source>Can we hear each other?</source>
        <translation>Hören wir uns?</translation>
    </message>
    <message>
        <source>understand other languages than English</source>
        <translation>andere Sprachen als Englisch verstehen</translation>
    </message>
    <message>
        <source>see pictures</source>
        <translation>Bilder sehen</translation>
    </message>
    <message>
        <source>be right every time: check what it heard, and follow its steps</source>
        <translation>immer richtig liegen: Prüfe, was er gehört hat, und rechne mit</translation>
    </message>
    <message>
        <source>It cannot</source>
        <translation>Er kann nicht</translation>
    </message>
    <message>
        <source>The tutor can</source>
        <translation>Der Tutor kann</translation>
    </message>
    <message>
        <source>The starter model is already here and works at once. This computer can also run {title}, which knows much more. Its licence ({licence}) is shown before it is downloaded.</source>
        <translation>Das Startmodell ist schon da und läuft sofort. Dieser Computer schafft auch {title}, das viel mehr weiß. Dessen Lizenz ({licence}) wird vor dem Herunterladen gezeigt.</translation>
    </message>
    <message>
        <source>Get {title}…</source>
        <translation>{title} holen …</translation>
    </message>
    <message>
        <source>Begin meanwhile</source>
        <translation>Inzwischen beginnen</translation>
    </message>
    <message>
        <source>{name} is here and is being loaded.</source>
        <translation>{name} ist da und wird geladen.</translation>
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
        <translation>Neue Sitzung (Strg+N)</translation>
    </message>
    <message>
        <source>Let me practise (Ctrl+P)</source>
        <translation>Üben (Strg+P)</translation>
    </message>
    <message>
        <source>History (Ctrl+O)</source>
        <translation>Verlauf (Strg+O)</translation>
    </message>
    <message>
        <source>Models (Ctrl+B)</source>
        <translation>Modelle (Strg+B)</translation>
    </message>
    <message>
        <source>Teacher&apos;s view (F11)</source>
        <translation>Lehreransicht (F11)</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>Einstellungen (Strg+,)</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>Üben</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrkraft</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>The voice at its normal speed</source>
        <translation>Die Stimme in normalem Tempo</translation>
    </message>
    <message>
        <source>Let the voice speak more slowly</source>
        <translation>Die Stimme langsamer sprechen lassen</translation>
    </message>
    <message>
        <source>Let the voice be heard (Ctrl+M)</source>
        <translation>Stimme wieder hören lassen (Strg+M)</translation>
    </message>
    <message>
        <source>Mute the voice (Ctrl+M)</source>
        <translation>Stimme stummschalten (Strg+M)</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Find in the history</source>
        <translation>Im Verlauf suchen</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>The session</source>
        <translation>Die Sitzung</translation>
    </message>
    <message>
        <source>Keep the sound of new questions and answers</source>
        <translation>Ton neuer Fragen und Antworten behalten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Delete everything…</source>
        <translation>Alles löschen …</translation>
    </message>
    <message>
        <source>New session</source>
        <translation>Neue Sitzung</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Markdown, to read and edit</source>
        <translation>Markdown, zum Lesen und Bearbeiten</translation>
    </message>
    <message>
        <source>Web page, with timeline and sound</source>
        <translation>Webseite, mit Zeitachse und Ton</translation>
    </message>
    <message>
        <source>JSON, every event</source>
        <translation>JSON, jedes Ereignis</translation>
    </message>
    <message>
        <source>WAV, the sound that was kept</source>
        <translation>WAV, der behaltene Ton</translation>
    </message>
    <message>
        <source>Session file, to open in Aloud again</source>
        <translation>Sitzungsdatei, zum Wiederöffnen in Aloud</translation>
    </message>
    <message>
        <source>{size} of sound are kept</source>
        <translation>{size} Ton sind behalten</translation>
    </message>
    <message>
        <source>1 question</source>
        <translation>1 Frage</translation>
    </message>
    <message>
        <source>{n} questions</source>
        <translation>{n} Fragen</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>An earlier history was damaged. It is kept here:
{path}</source>
        <translation>Ein früherer Verlauf war beschädigt. Er liegt hier:
{path}</translation>
    </message>
    <message>
        <source>No session was saved yet.</source>
        <translation>Noch keine Sitzung gespeichert.</translation>
    </message>
    <message>
        <source>Spoken question</source>
        <translation>Gesprochene Frage</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Title of the session</source>
        <translation>Titel der Sitzung</translation>
    </message>
    <message>
        <source>Delete “{title}” with its sound? This cannot be undone.</source>
        <translation>„{title}“ mit dem Ton löschen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete every session and every sound? This cannot be undone.</source>
        <translation>Jede Sitzung und jeden Ton löschen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Writing {file}…</source>
        <translation>{file} wird geschrieben …</translation>
    </message>
    <message>
        <source>{file} is written.</source>
        <translation>{file} ist geschrieben.</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Space, Ctrl+Space</source>
        <translation>Leertaste, Strg+Leertaste</translation>
    </message>
    <message>
        <source>Hold to talk; tap to start, tap again to send</source>
        <translation>Zum Sprechen halten; antippen zum Beginnen, noch einmal zum Senden</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Stop listening or speaking</source>
        <translation>Zuhören oder Sprechen beenden</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Strg+L</translation>
    </message>
    <message>
        <source>Go to the text box</source>
        <translation>Zum Textfeld</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Strg+H</translation>
    </message>
    <message>
        <source>Hands-free on or off</source>
        <translation>Freihändig an oder aus</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Strg+P</translation>
    </message>
    <message>
        <source>Practise: ten problems, one by one</source>
        <translation>Üben: zehn Aufgaben, eine nach der anderen</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Strg+O</translation>
    </message>
    <message>
        <source>Earlier sessions</source>
        <translation>Frühere Sitzungen</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Strg+N</translation>
    </message>
    <message>
        <source>A new session</source>
        <translation>Eine neue Sitzung</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Strg+B</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Strg+,</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Ctrl+M</source>
        <translation>Strg+M</translation>
    </message>
    <message>
        <source>Mute the voice, or let it be heard</source>
        <translation>Stimme stummschalten oder hören lassen</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Strg+R</translation>
    </message>
    <message>
        <source>Play the newest answer again</source>
        <translation>Die neueste Antwort noch einmal abspielen</translation>
    </message>
    <message>
        <source>Ctrl++, Ctrl+-</source>
        <translation>Strg++, Strg+-</translation>
    </message>
    <message>
        <source>Larger or smaller text</source>
        <translation>Größere oder kleinere Schrift</translation>
    </message>
    <message>
        <source>F9</source>
        <translation>F9</translation>
    </message>
    <message>
        <source>Show or hide the reasoning</source>
        <translation>Gedanken zeigen oder verbergen</translation>
    </message>
    <message>
        <source>F11</source>
        <translation>F11</translation>
    </message>
    <message>
        <source>Teacher&apos;s view</source>
        <translation>Lehreransicht</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>In an answer: play it from the text caret on</source>
        <translation>In einer Antwort: ab der Schreibmarke abspielen</translation>
    </message>
    <message>
        <source>Page Down, Page Up</source>
        <translation>Bild ab, Bild auf</translation>
    </message>
    <message>
        <source>Teacher&apos;s view: the next step or question, or the one before, by a presenter&apos;s keys too</source>
        <translation>Lehreransicht: der nächste Schritt oder die nächste Frage, oder zurück, auch mit einem Presenter</translation>
    </message>
    <message>
        <source>Return, B, .</source>
        <translation>Eingabe, B, .</translation>
    </message>
    <message>
        <source>Teacher&apos;s view: ask the prepared question that is shown</source>
        <translation>Lehreransicht: die gezeigte vorbereitete Frage stellen</translation>
    </message>
    <message>
        <source>Left, Right, P</source>
        <translation>Links, Rechts, P</translation>
    </message>
    <message>
        <source>Teacher&apos;s view: one token back or on; play and pause</source>
        <translation>Lehreransicht: ein Token zurück oder weiter; Abspielen und Pause</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>Mikrofonpegel</translation>
    </message>
</context>
<context>
    <name>LicenceDialog</name>
    <message>
        <source>Download {name}</source>
        <translation>{name} herunterladen</translation>
    </message>
    <message>
        <source>Download {name}?</source>
        <translation>{name} herunterladen?</translation>
    </message>
    <message>
        <source>Version {version}: {n} files, {size}, from</source>
        <translation>Version {version}: {n} Dateien, {size}, von</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>I have read the licence and accept it</source>
        <translation>Ich habe die Lizenz gelesen und stimme ihr zu</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>{size} herunterladen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Files and checksums</source>
        <translation>Dateien und Prüfsummen</translation>
    </message>
</context>
<context>
    <name>LookPage</name>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>High contrast, white</source>
        <translation>Hoher Kontrast, weiß</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Gentle motion</source>
        <translation>Sanfte Bewegungen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of the window. The tutor itself hears and speaks English.</source>
        <translation>Die des Fensters. Der Tutor selbst hört und spricht Englisch.</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
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
        <translation>Das Modell wurde nicht gewechselt: {why}</translation>
    </message>
    <message>
        <source>This model cannot see pictures. Type the problem, or read it aloud.</source>
        <translation>Dieses Modell sieht keine Bilder. Tippe die Aufgabe ein oder lies sie vor.</translation>
    </message>
</context>
<context>
    <name>MicButton</name>
    <message>
        <source>Ask by voice</source>
        <translation>Mit der Stimme fragen</translation>
    </message>
    <message>
        <source>Send the question</source>
        <translation>Frage senden</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Antwort stoppen</translation>
    </message>
    <message>
        <source>Turn hands-free off</source>
        <translation>Freihändig ausschalten</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>School server</source>
        <translation>Schulserver</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Graphics card, if it fits</source>
        <translation>Grafikkarte, wenn es passt</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>As the model&apos;s author advises</source>
        <translation>Wie der Autor des Modells rät</translation>
    </message>
    <message>
        <source>4 bits: needs least memory</source>
        <translation>4 Bit: braucht am wenigsten Speicher</translation>
    </message>
    <message>
        <source>16 bits: most exact</source>
        <translation>16 Bit: am genauesten</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Loaded at once; a running answer ends. If it does not load, the old one stays.</source>
        <translation>Wird sofort geladen; eine laufende Antwort endet. Lädt es nicht, bleibt das alte.</translation>
    </message>
    <message>
        <source>If the school server is the model, the sound and the text of your questions are sent there. The window shows that all the time. The voice stays on this computer.</source>
        <translation>Ist der Schulserver das Modell, gehen Ton und Text deiner Fragen dorthin. Das Fenster zeigt das die ganze Zeit an. Die Stimme bleibt auf diesem Computer.</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Address of another bundle</source>
        <translation>Adresse eines anderen Pakets</translation>
    </message>
    <message>
        <source>Get…</source>
        <translation>Holen …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Where this download came from is not known any more: enter its address below.</source>
        <translation>Woher dieser Download kam, ist nicht mehr bekannt: Gib unten seine Adresse ein.</translation>
    </message>
    <message>
        <source>{name} is here and every file is right.</source>
        <translation>{name} ist da, und jede Datei stimmt.</translation>
    </message>
    <message>
        <source>{name} is being loaded.</source>
        <translation>{name} wird geladen.</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} ist bereit.</translation>
    </message>
    <message>
        <source>Checking every file…</source>
        <translation>Jede Datei wird geprüft …</translation>
    </message>
    <message>
        <source>All files are right ({size}).</source>
        <translation>Alle Dateien stimmen ({size}).</translation>
    </message>
    <message>
        <source>Remove {name} from this computer? It can be downloaded again.</source>
        <translation>{name} von diesem Computer entfernen? Es lässt sich wieder herunterladen.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>{size} are free again.</source>
        <translation>{size} sind wieder frei.</translation>
    </message>
</context>
<context>
    <name>NextChips</name>
    <message>
        <source>Hear it slower</source>
        <translation>Langsamer anhören</translation>
    </message>
    <message>
        <source>Another like it</source>
        <translation>Noch so eine Aufgabe</translation>
    </message>
    <message>
        <source>Let me try first</source>
        <translation>Erst selbst probieren</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Ask: {question}</source>
        <translation>Fragen: {question}</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>Etwas anderes</translation>
    </message>
</context>
<context>
    <name>PracticeDialog</name>
    <message>
        <source>Practice</source>
        <translation>Üben</translation>
    </message>
    <message>
        <source>That&apos;s right: {answer}.</source>
        <translation>Das stimmt: {answer}.</translation>
    </message>
    <message>
        <source>The answer is {answer}. This one comes again.</source>
        <translation>Die Antwort ist {answer}. Diese Aufgabe kommt noch einmal.</translation>
    </message>
    <message>
        <source>I did not catch a number. Say it again, or type it.</source>
        <translation>Ich habe keine Zahl verstanden. Sag sie noch einmal oder schreib sie.</translation>
    </message>
    <message>
        <source>What did you say?</source>
        <translation>Was hast du gesagt?</translation>
    </message>
    <message>
        <source>I heard {number}. Press Enter if that is your answer, or say it again.</source>
        <translation>Ich habe {number} verstanden. Drück die Eingabetaste, wenn das deine Antwort ist, oder sag sie noch einmal.</translation>
    </message>
    <message>
        <source>Save as a table</source>
        <translation>Als Tabelle speichern</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>The results are in {file}.</source>
        <translation>Die Ergebnisse stehen in {file}.</translation>
    </message>
</context>
<context>
    <name>PreparedList</name>
    <message>
        <source>Prepared questions</source>
        <translation>Vorbereitete Fragen</translation>
    </message>
    <message>
        <source>Questions (*.txt *.csv *.tsv);;All files (*)</source>
        <translation>Fragen (*.txt *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>Sorry, I didn&apos;t catch that. Please ask again.</source>
        <translation>Das habe ich leider nicht verstanden. Bitte frag noch einmal.</translation>
    </message>
</context>
<context>
    <name>ProblemPage</name>
    <message>
        <source>How far you are</source>
        <translation>Wie weit du bist</translation>
    </message>
    <message>
        <source>Say it again</source>
        <translation>Noch einmal vorlesen</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>Deine Antwort</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>What the tutor says</source>
        <translation>Was der Tutor sagt</translation>
    </message>
    <message>
        <source>A hint</source>
        <translation>Ein Tipp</translation>
    </message>
    <message>
        <source>Show the answer</source>
        <translation>Lösung zeigen</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>Nächste Aufgabe</translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation>Hier aufhören</translation>
    </message>
    <message>
        <source>Problem {number} of {count}</source>
        <translation>Aufgabe {number} von {count}</translation>
    </message>
    <message>
        <source>This one comes again.</source>
        <translation>Diese kommt noch einmal.</translation>
    </message>
    <message>
        <source>See your results</source>
        <translation>Deine Ergebnisse ansehen</translation>
    </message>
</context>
<context>
    <name>ProgressRow</name>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>What was downloaded is kept; the next try continues from there</source>
        <translation>Was schon da ist, bleibt; der nächste Versuch macht dort weiter</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>Der Server wird gefragt, was er hat …</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{size}, paused</source>
        <translation>{size}, angehalten</translation>
    </message>
    <message>
        <source>{size}, checking {file}</source>
        <translation>{size}, {file} wird geprüft</translation>
    </message>
    <message>
        <source>{size}, {rate} a second, {left} left</source>
        <translation>{size}, {rate} je Sekunde, noch {left}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} h</translation>
    </message>
</context>
<context>
    <name>QuestionBubble</name>
    <message>
        <source>The question, to be changed and asked again</source>
        <translation>Die Frage, zum Ändern und neu Stellen</translation>
    </message>
    <message>
        <source>Change the question and ask again</source>
        <translation>Die Frage ändern und neu stellen</translation>
    </message>
    <message>
        <source>Spoken question</source>
        <translation>Gesprochene Frage</translation>
    </message>
    <message>
        <source>Writing down what you asked…</source>
        <translation>Deine Frage wird aufgeschrieben …</translation>
    </message>
    <message>
        <source>I am not sure that I heard this right. Click it to change it.</source>
        <translation>Ich bin nicht sicher, ob ich das richtig gehört habe. Klicke darauf, um es zu ändern.</translation>
    </message>
    <message>
        <source>Question: {text}</source>
        <translation>Frage: {text}</translation>
    </message>
    <message>
        <source>Asked aloud</source>
        <translation>Laut gefragt</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>Getippt</translation>
    </message>
</context>
<context>
    <name>ReasoningPane</name>
    <message>
        <source>Reasoning</source>
        <translation>Gedanken</translation>
    </message>
    <message>
        <source>When it thought and spoke</source>
        <translation>Wann gedacht und gesprochen</translation>
    </message>
    <message>
        <source>Newest step</source>
        <translation>Neuester Schritt</translation>
    </message>
    <message>
        <source>Each step appears here
while the answer is being spoken.</source>
        <translation>Hier erscheint jeder Schritt,
während die Antwort gesprochen wird.</translation>
    </message>
    <message>
        <source>Show the reasoning (F9)</source>
        <translation>Gedanken zeigen (F9)</translation>
    </message>
    <message>
        <source>Hide the reasoning (F9)</source>
        <translation>Gedanken verbergen (F9)</translation>
    </message>
</context>
<context>
    <name>ReasoningView</name>
    <message>
        <source>Reasoning</source>
        <translation>Gedanken</translation>
    </message>
    <message>
        <source>Result: {text}</source>
        <translation>Ergebnis: {text}</translation>
    </message>
    <message>
        <source>Step {n}: {text}</source>
        <translation>Schritt {n}: {text}</translation>
    </message>
</context>
<context>
    <name>ResultsPage</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Practise again</source>
        <translation>Noch einmal üben</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken …</translation>
    </message>
    <message>
        <source>Save as a table (CSV)…</source>
        <translation>Als Tabelle speichern (CSV) …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>RhythmStrip</name>
    <message>
        <source>Tokens in the order in which they were written</source>
        <translation>Tokens in der Reihenfolge, in der sie geschrieben wurden</translation>
    </message>
    <message>
        <source>Each box is a token: spoken above, reasoning below, in the order of writing</source>
        <translation>Jedes Kästchen ist ein Token: oben gesprochen, unten gedacht, in der Reihenfolge des Schreibens</translation>
    </message>
    <message>
        <source>Token {n} of {all}</source>
        <translation>Token {n} von {all}</translation>
    </message>
</context>
<context>
    <name>SchoolBox</name>
    <message>
        <source>In the system&apos;s keyring</source>
        <translation>Im Schlüsselbund</translation>
    </message>
    <message>
        <source>The first that the server has</source>
        <translation>Das erste, das der Server hat</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>Verbindung prüfen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Model there</source>
        <translation>Modell dort</translation>
    </message>
    <message>
        <source>Asking the server ...</source>
        <translation>Der Server wird gefragt ...</translation>
    </message>
    <message>
        <source>The server answers, but it does not have {model}. It has: {names}</source>
        <translation>Der Server antwortet, hat aber {model} nicht. Er hat: {names}</translation>
    </message>
    <message>
        <source>It works: {names} answers after {time} ms.</source>
        <translation>Es geht: {names} antwortet nach {time} ms.</translation>
    </message>
</context>
<context>
    <name>ScreenChoice</name>
    <message>
        <source>Screen for the class</source>
        <translation>Bildschirm für die Klasse</translation>
    </message>
    <message>
        <source>Screen {number}: {name}, {width} × {height}</source>
        <translation>Bildschirm {number}: {name}, {width} × {height}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Denken</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Set for everybody on this computer</source>
        <translation>Für alle an diesem Computer festgelegt</translation>
    </message>
</context>
<context>
    <name>SoundPage</name>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Lautsprecher</translation>
    </message>
    <message>
        <source>Look for devices again</source>
        <translation>Noch einmal nach Geräten suchen</translation>
    </message>
    <message>
        <source>Open the system&apos;s sound settings</source>
        <translation>Klangeinstellungen des Systems öffnen</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Speed of the voice</source>
        <translation>Sprechtempo</translation>
    </message>
    <message>
        <source>Mute the voice: answers as text alone</source>
        <translation>Stumm: Antworten nur als Text</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>Listen without asking: the bars move when you speak</source>
        <translation>Zuhören ohne Frage: Die Balken bewegen sich, wenn du sprichst</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>The first one</source>
        <translation>Die erste</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>Quick: half a second</source>
        <translation>Schnell: eine halbe Sekunde</translation>
    </message>
    <message>
        <source>Normal: 0.8 seconds</source>
        <translation>Normal: 0,8 Sekunden</translation>
    </message>
    <message>
        <source>Patient: one and a half seconds</source>
        <translation>Geduldig: anderthalb Sekunden</translation>
    </message>
    <message>
        <source>Very patient: two and a half seconds</source>
        <translation>Sehr geduldig: zweieinhalb Sekunden</translation>
    </message>
    <message>
        <source>Pause that ends a question, hands-free</source>
        <translation>Pause, die freihändig eine Frage beendet</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>I wear headphones</source>
        <translation>Ich trage Kopfhörer</translation>
    </message>
    <message>
        <source>Removed (loudspeaker)</source>
        <translation>Herausgerechnet (Lautsprecher)</translation>
    </message>
    <message>
        <source>Do not listen while the tutor speaks</source>
        <translation>Nicht zuhören, während der Tutor spricht</translation>
    </message>
    <message>
        <source>Tutor&apos;s own voice</source>
        <translation>Stimme des Tutors</translation>
    </message>
    <message>
        <source>Stop trying</source>
        <translation>Probe beenden</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (nicht angeschlossen)</translation>
    </message>
    <message>
        <source>The system&apos;s choice</source>
        <translation>Wahl des Systems</translation>
    </message>
</context>
<context>
    <name>StatusPill</name>
    <message>
        <source>Tutor: {state}</source>
        <translation>Tutor: {state}</translation>
    </message>
</context>
<context>
    <name>TeacherBar</name>
    <message>
        <source>Previous token (Left)</source>
        <translation>Voriges Token (Links)</translation>
    </message>
    <message>
        <source>Play or pause (P)</source>
        <translation>Abspielen oder Pause (P)</translation>
    </message>
    <message>
        <source>Next token (Right)</source>
        <translation>Nächstes Token (Rechts)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Play with sound</source>
        <translation>Mit Ton abspielen</translation>
    </message>
    <message>
        <source>Ask the same question again, thinking in the other way</source>
        <translation>Dieselbe Frage noch einmal stellen, auf die andere Art gedacht</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>Schritt für Schritt</translation>
    </message>
    <message>
        <source>Show the steps one by one, the result last (Page Down, Page Up)</source>
        <translation>Die Schritte nacheinander zeigen, das Ergebnis zuletzt (Bild ab, Bild auf)</translation>
    </message>
    <message>
        <source>The question before</source>
        <translation>Die Frage davor</translation>
    </message>
    <message>
        <source>The question after</source>
        <translation>Die Frage danach</translation>
    </message>
    <message>
        <source>Prepared questions…</source>
        <translation>Vorbereitete Fragen …</translation>
    </message>
    <message>
        <source>Open a text file with one question a line, or a table with a column “question”</source>
        <translation>Eine Textdatei mit einer Frage je Zeile öffnen, oder eine Tabelle mit einer Spalte „question“</translation>
    </message>
    <message>
        <source>Ask it (Enter)</source>
        <translation>Stellen (Eingabe)</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>Compare with thinking while speaking</source>
        <translation>Mit Denken beim Sprechen vergleichen</translation>
    </message>
    <message>
        <source>Compare with thinking first</source>
        <translation>Mit Erst-Denken vergleichen</translation>
    </message>
</context>
<context>
    <name>TeacherView</name>
    <message>
        <source>Aloud: teacher&apos;s view</source>
        <translation>Aloud: Lehreransicht</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Timeline of the same question, thought another way</source>
        <translation>Zeitachse derselben Frage, anders gedacht</translation>
    </message>
    <message>
        <source>Close the teacher&apos;s view (Esc)</source>
        <translation>Lehreransicht schließen (Esc)</translation>
    </message>
    <message>
        <source>Spoken</source>
        <translation>Gesprochen</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Gedanken</translation>
    </message>
    <message>
        <source>The answer comes after the last step.</source>
        <translation>Die Antwort kommt nach dem letzten Schritt.</translation>
    </message>
    <message>
        <source>Hold Space and ask; it is shown here for everybody.</source>
        <translation>Leertaste halten und fragen; alle sehen es hier.</translation>
    </message>
</context>
<context>
    <name>TeachingPage</name>
    <message>
        <source>Practice: hints first</source>
        <translation>Üben: erst Tipps</translation>
    </message>
    <message>
        <source>The answer is shown only after all hints and one try.</source>
        <translation>Die Lösung wird erst nach allen Tipps und einem Versuch gezeigt.</translation>
    </message>
    <message>
        <source>With a code, only you can change this here.</source>
        <translation>Mit einem Code kannst nur du das hier ändern.</translation>
    </message>
    <message>
        <source>Remove the code…</source>
        <translation>Code entfernen …</translation>
    </message>
    <message>
        <source>Lock with a code…</source>
        <translation>Mit einem Code sperren …</translation>
    </message>
    <message>
        <source>Choose a code</source>
        <translation>Code wählen</translation>
    </message>
    <message>
        <source>The teacher&apos;s code</source>
        <translation>Code der Lehrkraft</translation>
    </message>
    <message>
        <source>That is not the code. Nothing was changed.</source>
        <translation>Das ist nicht der Code. Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
</context>
<context>
    <name>ThinkingPage</name>
    <message>
        <source>While speaking</source>
        <translation>Während des Sprechens</translation>
    </message>
    <message>
        <source>First, then speak</source>
        <translation>Zuerst, dann sprechen</translation>
    </message>
    <message>
        <source>Not at all: speak at once</source>
        <translation>Gar nicht: sofort sprechen</translation>
    </message>
    <message>
        <source>The tutor thinks</source>
        <translation>Der Tutor denkt</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Rhythm, for teachers</source>
        <translation>Rhythmus, für Lehrkräfte</translation>
    </message>
    <message>
        <source>Spoken to reasoning tokens</source>
        <translation>Gesprochene zu gedachten Tokens</translation>
    </message>
    <message>
        <source>Spoken to reasoning tokens, in turn. Used from the next question on.</source>
        <translation>Gesprochene zu gedachten Tokens, im Wechsel. Gilt ab der nächsten Frage.</translation>
    </message>
    <message>
        <source>Fast: speaks sooner, thinks less</source>
        <translation>Schnell: spricht eher, denkt weniger</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Deep: thinks more for each word</source>
        <translation>Tief: denkt mehr für jedes Wort</translation>
    </message>
    <message>
        <source>By the numbers below</source>
        <translation>Nach den Zahlen darunter</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline: spoken above, reasoning below</source>
        <translation>Zeitachse: oben gesprochen, unten gedacht</translation>
    </message>
    <message>
        <source>Speech and reasoning appear here on one time axis.</source>
        <translation>Sprache und Gedanken erscheinen hier auf einer Zeitachse.</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
</context>
<context>
    <name>TurnCard</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>Denkt nach …</translation>
    </message>
    <message>
        <source>Show how this was worked out</source>
        <translation>Zeigen, wie das ausgerechnet wurde</translation>
    </message>
    <message>
        <source>Play the answer again</source>
        <translation>Antwort noch einmal abspielen</translation>
    </message>
    <message>
        <source>Ask again, thinking in another way</source>
        <translation>Noch einmal fragen, anders gedacht</translation>
    </message>
    <message>
        <source>Reasoning, {steps}</source>
        <translation>Gedanken, {steps}</translation>
    </message>
    <message>
        <source>Click a word to hear the answer again from there</source>
        <translation>Ein Wort anklicken, um die Antwort von dort noch einmal zu hören</translation>
    </message>
    <message>
        <source>Copy question, answer and reasoning</source>
        <translation>Frage, Antwort und Gedanken kopieren</translation>
    </message>
    <message>
        <source>You stopped this answer.</source>
        <translation>Du hast diese Antwort angehalten.</translation>
    </message>
    <message>
        <source>I didn&apos;t catch that. Please ask again.</source>
        <translation>Das habe ich nicht verstanden. Bitte frag noch einmal.</translation>
    </message>
    <message>
        <source>The answer broke off.</source>
        <translation>Die Antwort brach ab.</translation>
    </message>
    <message>
        <source>The reasoning got too long and was cut.</source>
        <translation>Die Gedanken wurden zu lang und abgeschnitten.</translation>
    </message>
    <message>
        <source>thought first</source>
        <translation>zuerst gedacht</translation>
    </message>
    <message>
        <source>without reasoning</source>
        <translation>ohne Gedanken</translation>
    </message>
    <message>
        <source>Think while speaking</source>
        <translation>Beim Sprechen denken</translation>
    </message>
    <message>
        <source>Think first, then speak</source>
        <translation>Erst denken, dann sprechen</translation>
    </message>
    <message>
        <source>Speak at once, without reasoning</source>
        <translation>Sofort sprechen, ohne nachzudenken</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>UpdateBox</name>
    <message>
        <source>Check for a new version…</source>
        <translation>Nach einer neuen Version fragen …</translation>
    </message>
    <message>
        <source>This is Aloud {version}.</source>
        <translation>Das ist Aloud {version}.</translation>
    </message>
    <message>
        <source>Ask {server} which version is the newest? It is told the version of this Aloud, and sees your network address as every web page does. Nothing is downloaded or installed.</source>
        <translation>{server} fragen, welche Version die neueste ist? Der Server erfährt die Version dieses Aloud und sieht die Netzadresse, wie jede Webseite. Nichts wird heruntergeladen oder installiert.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Asking {server} …</source>
        <translation>{server} wird gefragt …</translation>
    </message>
    <message>
        <source>Aloud {version} is the newest version.</source>
        <translation>Aloud {version} ist die neueste Version.</translation>
    </message>
    <message>
        <source>Aloud {version} is there. You find it at {page}.</source>
        <translation>Aloud {version} ist da. Es ist hier zu finden: {page}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>What shall we work out?</source>
        <translation>Was wollen wir ausrechnen?</translation>
    </message>
    <message>
        <source>Press the microphone and ask. I answer aloud at once and go on thinking while I speak; the reasoning is written beside the answer.</source>
        <translation>Drück auf das Mikrofon und frag, auf Englisch. Ich antworte sofort laut und denke beim Sprechen weiter; die Gedanken stehen neben der Antwort.</translation>
    </message>
    <message>
        <source>Try one of these</source>
        <translation>Probier eine davon</translation>
    </message>
</context>
<context>
    <name>WorksheetDialog</name>
    <message>
        <source>Worksheet</source>
        <translation>Arbeitsblatt</translation>
    </message>
    <message>
        <source>Kind of problems</source>
        <translation>Art der Aufgaben</translation>
    </message>
    <message>
        <source>How hard</source>
        <translation>Wie schwer</translation>
    </message>
    <message>
        <source>Number of problems</source>
        <translation>Anzahl der Aufgaben</translation>
    </message>
    <message>
        <source>Number of the sheet</source>
        <translation>Nummer des Blatts</translation>
    </message>
    <message>
        <source>Other problems</source>
        <translation>Andere Aufgaben</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Show the answers</source>
        <translation>Lösungen zeigen</translation>
    </message>
    <message>
        <source>The same number gives the same sheet again</source>
        <translation>Dieselbe Nummer ergibt wieder dasselbe Blatt</translation>
    </message>
    <message>
        <source>Pages (*.html)</source>
        <translation>Webseiten (*.html)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Als PDF speichern …</translation>
    </message>
    <message>
        <source>Save as a web page…</source>
        <translation>Als Webseite speichern …</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken …</translation>
    </message>
    <message>
        <source>The sheet and its key are saved together. The same number gives the same sheet.</source>
        <translation>Blatt und Lösungen werden zusammen gespeichert. Dieselbe Nummer ergibt dasselbe Blatt.</translation>
    </message>
    <message>
        <source>Save the worksheet and its key</source>
        <translation>Arbeitsblatt und Lösungen speichern</translation>
    </message>
    <message>
        <source>The sheet is in {sheet}, the answers are in {key}.</source>
        <translation>Das Blatt ist in {sheet}, die Lösungen sind in {key}.</translation>
    </message>
</context>
<context>
    <name>WorksheetPaper</name>
    <message>
        <source>Page {number} of {count}</source>
        <translation>Seite {number} von {count}</translation>
    </message>
</context>
<context>
    <name>facts</name>
    <message>
        <source>Thought while speaking</source>
        <translation>Beim Sprechen gedacht</translation>
    </message>
    <message>
        <source>Thought first</source>
        <translation>Zuerst gedacht</translation>
    </message>
    <message>
        <source>Spoke at once</source>
        <translation>Sofort gesprochen</translation>
    </message>
    <message>
        <source>first sound after {s} s</source>
        <translation>erster Ton nach {s} s</translation>
    </message>
    <message>
        <source>{n} words spoken</source>
        <translation>{n} Wörter gesprochen</translation>
    </message>
    <message>
        <source>thinking from {a} to {b} s</source>
        <translation>gedacht von {a} bis {b} s</translation>
    </message>
    <message>
        <source>voice waited {s} s for the reasoning</source>
        <translation>Stimme wartete {s} s auf die Gedanken</translation>
    </message>
    <message>
        <source>{r} reasoning tokens, {s} spoken</source>
        <translation>{r} gedachte Tokens, {s} gesprochene</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Another window of Aloud is open and does not answer.</source>
        <translation>Ein anderes Fenster von Aloud ist offen und antwortet nicht.</translation>
    </message>
    <message>
        <source>Something went wrong in the window.</source>
        <translation>Im Fenster ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>What happened is in {file}.</source>
        <translation>Was geschah, steht in {file}.</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>A download from an address, which was not finished.</source>
        <translation>Ein Download von einer Adresse, der nicht fertig wurde.</translation>
    </message>
    <message>
        <source>A power is not a product: 2³ is 2 × 2 × 2.</source>
        <translation>Eine Potenz ist kein Produkt: 2³ ist 2 × 2 × 2.</translation>
    </message>
    <message>
        <source>A power is the same factor again and again.</source>
        <translation>Eine Potenz ist immer wieder derselbe Faktor.</translation>
    </message>
    <message>
        <source>A zero is missing in your result.</source>
        <translation>In deinem Ergebnis fehlt eine Null.</translation>
    </message>
    <message>
        <source>Answer with yes or no.</source>
        <translation>Antworte mit yes (ja) oder no (nein).</translation>
    </message>
    <message>
        <source>Answer:</source>
        <translation>Antwort:</translation>
    </message>
    <message>
        <source>Answers will not be heard: {reason}</source>
        <translation>Antworten sind nicht zu hören: {reason}</translation>
    </message>
    <message>
        <source>Apache-2.0</source>
        <translation>Apache-2.0</translation>
    </message>
    <message>
        <source>CUDA was asked for but cannot be used: {reason}; {advice}</source>
        <translation>CUDA wurde verlangt, ist aber nicht verwendbar: {reason}; {advice}</translation>
    </message>
    <message>
        <source>Came again</source>
        <translation>Kam noch einmal</translation>
    </message>
    <message>
        <source>Count back, or ask how much is missing.</source>
        <translation>Zähle zurück, oder frage, wie viel fehlt.</translation>
    </message>
    <message>
        <source>Count on in steps of the larger number, until the other one divides it.</source>
        <translation>Zähle in Schritten der größeren Zahl, bis die andere sie teilt.</translation>
    </message>
    <message>
        <source>Date:</source>
        <translation>Datum:</translation>
    </message>
    <message>
        <source>Divide top and bottom by the same number.</source>
        <translation>Teile oben und unten durch dieselbe Zahl.</translation>
    </message>
    <message>
        <source>Do the same on both sides, until x stands alone.</source>
        <translation>Tu auf beiden Seiten dasselbe, bis x allein steht.</translation>
    </message>
    <message>
        <source>Each digit must be multiplied with each digit.</source>
        <translation>Jede Ziffer muss mit jeder Ziffer malgenommen werden.</translation>
    </message>
    <message>
        <source>Give both fractions the same bottom first.</source>
        <translation>Bring beide Brüche zuerst auf denselben Nenner.</translation>
    </message>
    <message>
        <source>Give one number only.</source>
        <translation>Gib nur eine Zahl an.</translation>
    </message>
    <message>
        <source>Give your answer as a number.</source>
        <translation>Antworte mit einer Zahl.</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>Tipps</translation>
    </message>
    <message>
        <source>I didn&apos;t catch that.</source>
        <translation>Das habe ich nicht verstanden.</translation>
    </message>
    <message>
        <source>In one column you took the smaller digit from the larger one.</source>
        <translation>In einer Spalte hast du die kleinere Ziffer von der größeren abgezogen.</translation>
    </message>
    <message>
        <source>It looks as if you added.</source>
        <translation>Es sieht so aus, als hättest du addiert.</translation>
    </message>
    <message>
        <source>It looks as if you divided.</source>
        <translation>Es sieht so aus, als hättest du geteilt.</translation>
    </message>
    <message>
        <source>It looks as if you multiplied.</source>
        <translation>Es sieht so aus, als hättest du malgenommen.</translation>
    </message>
    <message>
        <source>It looks as if you subtracted.</source>
        <translation>Es sieht so aus, als hättest du abgezogen.</translation>
    </message>
    <message>
        <source>It needs a graphics card: {reason}.</source>
        <translation>Es braucht eine Grafikkarte: {reason}.</translation>
    </message>
    <message>
        <source>Look at the decimal point.</source>
        <translation>Achte auf das Komma.</translation>
    </message>
    <message>
        <source>Look at the place value: you are off by tens or hundreds.</source>
        <translation>Achte auf den Stellenwert: Du liegst um Zehner oder Hunderter daneben.</translation>
    </message>
    <message>
        <source>Look at the sign.</source>
        <translation>Achte auf das Vorzeichen.</translation>
    </message>
    <message>
        <source>Look for the largest number that divides both.</source>
        <translation>Suche die größte Zahl, die beide teilt.</translation>
    </message>
    <message>
        <source>Look for the number that gives this one when it is multiplied by itself.</source>
        <translation>Suche die Zahl, die mit sich selbst malgenommen diese ergibt.</translation>
    </message>
    <message>
        <source>Multiply the ones first, then the tens.</source>
        <translation>Nimm zuerst die Einer mal, dann die Zehner.</translation>
    </message>
    <message>
        <source>Multiply top with top and bottom with bottom.</source>
        <translation>Nimm oben mit oben und unten mit unten mal.</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Dein Name:</translation>
    </message>
    <message>
        <source>Next: {operation}.</source>
        <translation>Weiter: {operation}.</translation>
    </message>
    <message>
        <source>None was found</source>
        <translation>Keines gefunden</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht gemacht</translation>
    </message>
    <message>
        <source>Not yet. Try again, or ask for a hint.</source>
        <translation>Noch nicht. Versuch es noch einmal, oder hol dir einen Tipp.</translation>
    </message>
    <message>
        <source>Nothing was heard for a minute, so the microphone was closed. Ask when you are ready.</source>
        <translation>Eine Minute lang war nichts zu hören, darum ist das Mikrofon aus. Frag, wenn du so weit bist.</translation>
    </message>
    <message>
        <source>One column is off by one.</source>
        <translation>Eine Stelle ist um eins daneben.</translation>
    </message>
    <message>
        <source>Percent means out of a hundred.</source>
        <translation>Prozent heißt: von hundert.</translation>
    </message>
    <message>
        <source>Percent means out of a hundred. Divide by 100.</source>
        <translation>Prozent heißt: von hundert. Teile durch 100.</translation>
    </message>
    <message>
        <source>PortAudio, which reaches the sound card, is missing; install the PortAudio library</source>
        <translation>PortAudio, das die Soundkarte anspricht, fehlt; installiere die Bibliothek PortAudio</translation>
    </message>
    <message>
        <source>PortAudio, which reaches the sound card, is missing; run {command}</source>
        <translation>PortAudio, das die Soundkarte anspricht, fehlt; führe {command} aus</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Qwen Research Licence (non-commercial)</source>
        <translation>Qwen-Research-Lizenz (nicht kommerziell)</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Wie es ging</translation>
    </message>
    <message>
        <source>Right after another try</source>
        <translation>Nach einem weiteren Versuch richtig</translation>
    </message>
    <message>
        <source>Right answer</source>
        <translation>Richtige Antwort</translation>
    </message>
    <message>
        <source>Right at once</source>
        <translation>Sofort richtig</translation>
    </message>
    <message>
        <source>Right with hints</source>
        <translation>Mit Tipps richtig</translation>
    </message>
    <message>
        <source>Start with the larger number and count on.</source>
        <translation>Fang mit der größeren Zahl an und zähle weiter.</translation>
    </message>
    <message>
        <source>Start with the ones. Borrow a ten if you need to.</source>
        <translation>Fang mit den Einern an. Leih dir einen Zehner, wenn du ihn brauchst.</translation>
    </message>
    <message>
        <source>Start with the ones. Carry the ten if you need to.</source>
        <translation>Fang mit den Einern an. Nimm den Zehner mit, wenn es einen gibt.</translation>
    </message>
    <message>
        <source>Take the tens and the ones apart, and multiply with each.</source>
        <translation>Zerlege in Zehner und Einer und nimm mit beiden mal.</translation>
    </message>
    <message>
        <source>Taking away a negative number is adding.</source>
        <translation>Eine negative Zahl abziehen heißt dazuzählen.</translation>
    </message>
    <message>
        <source>That is one of the steps. Go on from there.</source>
        <translation>Das ist einer der Schritte. Mach von da aus weiter.</translation>
    </message>
    <message>
        <source>That is the problem itself. Work it out to one number.</source>
        <translation>Das ist die Aufgabe selbst. Rechne sie aus.</translation>
    </message>
    <message>
        <source>That question was too long for me. Please ask a shorter one.</source>
        <translation>Die Frage war zu lang für mich. Bitte stell eine kürzere.</translation>
    </message>
    <message>
        <source>The answer was shown</source>
        <translation>Die Lösung wurde gezeigt</translation>
    </message>
    <message>
        <source>The bottoms of fractions are not added. Find a common one first.</source>
        <translation>Nenner werden nicht addiert. Such zuerst einen gemeinsamen.</translation>
    </message>
    <message>
        <source>The earlier practice cannot be read ({reason}).</source>
        <translation>Die frühere Übung kann nicht gelesen werden ({reason}).</translation>
    </message>
    <message>
        <source>The earlier practice was damaged and is set aside as {path}.</source>
        <translation>Die frühere Übung war beschädigt und liegt jetzt in {path}.</translation>
    </message>
    <message>
        <source>The line for the tens needs a zero at its end.</source>
        <translation>Die Zeile für die Zehner braucht am Ende eine Null.</translation>
    </message>
    <message>
        <source>The microphone is back.</source>
        <translation>Das Mikrofon ist wieder da.</translation>
    </message>
    <message>
        <source>The numbers were not lined up: ones under ones, tens under tens.</source>
        <translation>Die Zahlen standen nicht richtig untereinander: Einer unter Einer, Zehner unter Zehner.</translation>
    </message>
    <message>
        <source>The processor is used: {reason}</source>
        <translation>Der Prozessor wird verwendet: {reason}</translation>
    </message>
    <message>
        <source>The remainder is missing.</source>
        <translation>Der Rest fehlt.</translation>
    </message>
    <message>
        <source>The speaker is back.</source>
        <translation>Der Lautsprecher ist wieder da.</translation>
    </message>
    <message>
        <source>The starter on the processor answers from now on. Restart Aloud to use the card again.</source>
        <translation>Ab jetzt antwortet der Starter auf dem Prozessor. Starte Aloud neu, um die Karte wieder zu benutzen.</translation>
    </message>
    <message>
        <source>The tutor remembers less of the conversation, since too little memory is free.</source>
        <translation>Der Tutor merkt sich weniger vom Gespräch, weil zu wenig Speicher frei ist.</translation>
    </message>
    <message>
        <source>The value is right. Now write the fraction in lowest terms.</source>
        <translation>Der Wert stimmt. Kürze den Bruch jetzt noch.</translation>
    </message>
    <message>
        <source>The voice runs on the processor, since too little graphics memory is free.</source>
        <translation>Die Stimme läuft auf dem Prozessor, weil zu wenig Grafikspeicher frei ist.</translation>
    </message>
    <message>
        <source>There are {count} steps. Begin with this one: {operation}.</source>
        <translation>Es sind {count} Schritte. Fang mit diesem an: {operation}.</translation>
    </message>
    <message>
        <source>There is no microphone now: plug it in again, or type the question.</source>
        <translation>Jetzt ist kein Mikrofon da: Steck es wieder an oder tippe die Frage.</translation>
    </message>
    <message>
        <source>There is no speaker now: answers are written, not heard, until it is plugged in again.</source>
        <translation>Jetzt ist kein Lautsprecher da: Antworten werden geschrieben, nicht gesprochen, bis er wieder angesteckt ist.</translation>
    </message>
    <message>
        <source>Think of the times table.</source>
        <translation>Denk an das Einmaleins.</translation>
    </message>
    <message>
        <source>Think of the times table: how often does it fit?</source>
        <translation>Denk an das Einmaleins: Wie oft passt es hinein?</translation>
    </message>
    <message>
        <source>This version of Aloud cannot load it yet.</source>
        <translation>Diese Fassung von Aloud kann es noch nicht laden.</translation>
    </message>
    <message>
        <source>Times and divide come before plus and minus.</source>
        <translation>Mal und geteilt kommen vor plus und minus.</translation>
    </message>
    <message>
        <source>To divide by a fraction, turn it over and multiply.</source>
        <translation>Durch einen Bruch teilst du, indem du ihn umdrehst und malnimmst.</translation>
    </message>
    <message>
        <source>To divide by a fraction, turn it over first.</source>
        <translation>Um durch einen Bruch zu teilen, dreh ihn zuerst um.</translation>
    </message>
    <message>
        <source>Try to divide it by 2, 3, 5, 7 and so on.</source>
        <translation>Versuch, sie durch 2, 3, 5, 7 und so weiter zu teilen.</translation>
    </message>
    <message>
        <source>Two digits are swapped.</source>
        <translation>Zwei Ziffern sind vertauscht.</translation>
    </message>
    <message>
        <source>Work it out without the signs first, then think about the sign.</source>
        <translation>Rechne zuerst ohne Vorzeichen, dann denk an das Vorzeichen.</translation>
    </message>
    <message>
        <source>Work out the brackets first.</source>
        <translation>Rechne zuerst die Klammern aus.</translation>
    </message>
    <message>
        <source>Work with whole numbers first, then set the decimal point.</source>
        <translation>Rechne zuerst mit ganzen Zahlen, dann setz das Komma.</translation>
    </message>
    <message>
        <source>Works at once on any computer: sums and word problems with small numbers.</source>
        <translation>Geht sofort auf jedem Computer: Rechnungen und Textaufgaben mit kleinen Zahlen.</translation>
    </message>
    <message>
        <source>You are off by one.</source>
        <translation>Du liegst um eins daneben.</translation>
    </message>
    <message>
        <source>You are one step off in the times table.</source>
        <translation>Im Einmaleins bist du einen Schritt daneben.</translation>
    </message>
    <message>
        <source>You borrowed a ten, but did not take it from the next column.</source>
        <translation>Du hast einen Zehner geliehen, ihn aber in der nächsten Spalte nicht abgezogen.</translation>
    </message>
    <message>
        <source>You changed the bottoms of the fractions. The tops must change with them.</source>
        <translation>Du hast die Nenner geändert. Die Zähler müssen sich mit ändern.</translation>
    </message>
    <message>
        <source>You divided by the percentage. Multiply by it, then divide by 100.</source>
        <translation>Du hast durch den Prozentsatz geteilt. Nimm damit mal und teile durch 100.</translation>
    </message>
    <message>
        <source>You halved it. The root is the number that gives it when multiplied with itself.</source>
        <translation>Du hast halbiert. Die Wurzel ist die Zahl, die mit sich selbst malgenommen das ergibt.</translation>
    </message>
    <message>
        <source>You took the two numbers the other way round.</source>
        <translation>Du hast die beiden Zahlen vertauscht.</translation>
    </message>
    <message>
        <source>You turned over the wrong fraction. It is the second one.</source>
        <translation>Du hast den falschen Bruch umgedreht. Es ist der zweite.</translation>
    </message>
    <message>
        <source>You were quiet for a while, so your question was sent.</source>
        <translation>Du warst eine Weile still, darum wurde deine Frage gesendet.</translation>
    </message>
    <message>
        <source>You wrote down the whole result of a column. Carry the ten.</source>
        <translation>Du hast das ganze Ergebnis einer Spalte hingeschrieben. Nimm den Zehner mit.</translation>
    </message>
    <message>
        <source>Your answers</source>
        <translation>Deine Antworten</translation>
    </message>
    <message>
        <source>a question in {name} cannot be used: {why}</source>
        <translation>eine Frage in {name} kann nicht gestellt werden: {why}</translation>
    </message>
    <message>
        <source>a sheet has 1 to {most} problems, not {count}</source>
        <translation>ein Blatt hat 1 bis {most} Aufgaben, nicht {count}</translation>
    </message>
    <message>
        <source>an answer of {max_reasoning} + {max_spoken} tokens is too long: ask for fewer</source>
        <translation>eine Antwort von {max_reasoning} + {max_spoken} Token ist zu lang: verlange weniger</translation>
    </message>
    <message>
        <source>another Aloud is changing the packs; wait for that</source>
        <translation>ein anderes Aloud ändert gerade die Pakete; warte darauf</translation>
    </message>
    <message>
        <source>asking for a new version is switched off for this computer by {path}</source>
        <translation>die Frage nach einer neuen Version ist für diesen Computer abgeschaltet: {path}</translation>
    </message>
    <message>
        <source>cannot copy {file} ({reason})</source>
        <translation>{file} kann nicht kopiert werden ({reason})</translation>
    </message>
    <message>
        <source>cannot load the codec in {folder}: {reason}; fetch the bundle again</source>
        <translation>der Codec in {folder} lässt sich nicht laden: {reason}; hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>cannot load the talker in {folder}: {reason}; fetch the bundle again</source>
        <translation>der Talker in {folder} lässt sich nicht laden: {reason}; hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>cannot read the codec config {path}: {reason}; fetch the bundle again</source>
        <translation>die Codec-Konfiguration {path} ist nicht lesbar: {reason}; hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>cannot read the talker config {path}: {reason}; fetch the bundle again</source>
        <translation>die Talker-Konfiguration {path} ist nicht lesbar: {reason}; hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>cannot read {file} ({reason}): check its permissions</source>
        <translation>{file} ist nicht lesbar ({reason}): Prüfe die Rechte</translation>
    </message>
    <message>
        <source>cannot read {file} ({reason}): fetch the bundle again</source>
        <translation>{file} ist nicht lesbar ({reason}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>cannot read {manifest} ({reason}): check path and permissions</source>
        <translation>{manifest} ist nicht lesbar ({reason}): Prüfe Pfad und Rechte</translation>
    </message>
    <message>
        <source>cannot read {path} ({reason})</source>
        <translation>{path} kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>cannot read {path} ({reason}): get Aloud again, with its assets folder</source>
        <translation>{path} ist nicht lesbar ({reason}): hol Aloud noch einmal, samt seinem Ordner assets</translation>
    </message>
    <message>
        <source>cannot write in {folder} ({reason})</source>
        <translation>in {folder} kann nicht geschrieben werden ({reason})</translation>
    </message>
    <message>
        <source>cannot write in {folder} ({reason}); check the folder&apos;s permissions</source>
        <translation>in {folder} lässt sich nicht schreiben ({reason}); prüfe die Rechte des Ordners</translation>
    </message>
    <message>
        <source>cannot write the codec to {folder} ({reason}): free space or check permissions</source>
        <translation>der Codec lässt sich nicht in {folder} schreiben ({reason}): schaff Platz oder prüfe die Rechte</translation>
    </message>
    <message>
        <source>cannot write {path} ({reason}): free some space or choose another place</source>
        <translation>{path} lässt sich nicht schreiben ({reason}): schaff Platz oder wähle einen anderen Ort</translation>
    </message>
    <message>
        <source>cannot write {path} ({reason}); choose another place or check its permissions</source>
        <translation>{path} lässt sich nicht schreiben ({reason}); wähle einen anderen Ort oder prüfe die Rechte</translation>
    </message>
    <message>
        <source>cannot write {target} ({reason}): check the folder&apos;s permissions</source>
        <translation>{target} lässt sich nicht schreiben ({reason}): Prüfe die Rechte des Ordners</translation>
    </message>
    <message>
        <source>codec config: encoder and decoder rates give different hops; use a matching config.json</source>
        <translation>Codec-Konfiguration: Encoder und Decoder haben verschiedene Schrittweiten; nimm eine passende config.json</translation>
    </message>
    <message>
        <source>codec config: unknown entries; is this a SNAC config.json?</source>
        <translation>Codec-Konfiguration: unbekannte Einträge; ist das eine config.json von SNAC?</translation>
    </message>
    <message>
        <source>codec config: vq_strides must fall to 1, each a multiple of the next</source>
        <translation>Codec-Konfiguration: vq_strides müssen bis 1 fallen, jeder ein Vielfaches des nächsten</translation>
    </message>
    <message>
        <source>downloads are switched off for this computer by {path}</source>
        <translation>Downloads sind für diesen Computer abgeschaltet: {path}</translation>
    </message>
    <message>
        <source>files of it are missing or damaged; get it again: aloud pack fetch</source>
        <translation>Dateien fehlen oder sind beschädigt; hol es neu: aloud pack fetch</translation>
    </message>
    <message>
        <source>free some space below {path}</source>
        <translation>schaff Platz unter {path}</translation>
    </message>
    <message>
        <source>get Aloud again, with its assets folder</source>
        <translation>hol Aloud noch einmal, samt seinem Ordner assets</translation>
    </message>
    <message>
        <source>install Aloud again</source>
        <translation>installiere Aloud neu</translation>
    </message>
    <message>
        <source>install a newer CUDA build of torch: see pytorch.org/get-started, then ALOUD_TORCH</source>
        <translation>installiere ein neueres CUDA-torch: siehe pytorch.org/get-started, dann ALOUD_TORCH</translation>
    </message>
    <message>
        <source>it was made for another build of Aloud; get it again: aloud pack fetch</source>
        <translation>es gehört zu einem anderen Aloud; hol es neu: aloud pack fetch</translation>
    </message>
    <message>
        <source>loading failed ({reason}): report this, with the log</source>
        <translation>das Laden ist gescheitert ({reason}): Melde das, mit dem Protokoll</translation>
    </message>
    <message>
        <source>more than {queue_limit_s:.0f} s of sound are queued</source>
        <translation>mehr als {queue_limit_s:.0f} s Ton warten auf die Wiedergabe</translation>
    </message>
    <message>
        <source>no NVIDIA graphics card was found</source>
        <translation>keine NVIDIA-Grafikkarte gefunden</translation>
    </message>
    <message>
        <source>no bundle {name!r} can be downloaded (these can: {here}); see: aloud bundle list</source>
        <translation>ein Bündel {name!r} kann nicht geladen werden (möglich sind: {here}); siehe: aloud bundle list</translation>
    </message>
    <message>
        <source>no microphone was found; plug one in, or type the question</source>
        <translation>es wurde kein Mikrofon gefunden; steck eines an oder tippe die Frage</translation>
    </message>
    <message>
        <source>no question was heard in the recording; speak closer to the microphone</source>
        <translation>in der Aufnahme war keine Frage zu hören; sprich näher am Mikrofon</translation>
    </message>
    <message>
        <source>no school server is set up: enter its address in the settings, under Model</source>
        <translation>kein Schulserver ist eingerichtet: gib seine Adresse in den Einstellungen unter „Modell“ ein</translation>
    </message>
    <message>
        <source>no sound of this session was kept; choose to keep the sound in the settings before the next lesson, or export it as text</source>
        <translation>von dieser Sitzung wurde kein Ton behalten; wähle vor der nächsten Stunde, den Ton zu behalten, oder gib sie als Text aus</translation>
    </message>
    <message>
        <source>no speaker was found; plug one in, or type the question</source>
        <translation>es wurde kein Lautsprecher gefunden; steck einen an oder tippe die Frage</translation>
    </message>
    <message>
        <source>no working NVIDIA driver was found (nvidia-smi), which the pack {name} needs; models run on the processor</source>
        <translation>kein NVIDIA-Treiber gefunden (nvidia-smi), den das Paket {name} braucht; die Modelle laufen auf dem Prozessor</translation>
    </message>
    <message>
        <source>nothing can be divided by zero; ask for example: What is 84 divided by 7?</source>
        <translation>durch null kann man nicht teilen; frag zum Beispiel: What is 84 divided by 7?</translation>
    </message>
    <message>
        <source>out of memory, with a shorter answer too: close other programs, or choose a smaller bundle</source>
        <translation>der Speicher reicht nicht, auch nicht für eine kürzere Antwort: Schließe andere Programme oder wähle ein kleineres Bündel</translation>
    </message>
    <message>
        <source>plug one in, or start the sound server</source>
        <translation>steck eines an oder starte den Tonserver</translation>
    </message>
    <message>
        <source>session {session} was deleted; ask again</source>
        <translation>Sitzung {session} wurde gelöscht; frag noch einmal</translation>
    </message>
    <message>
        <source>settings cannot be saved in {path} ({reason}); make room there</source>
        <translation>die Einstellungen lassen sich nicht in {path} sichern ({reason}); schaff dort Platz</translation>
    </message>
    <message>
        <source>sound cannot be kept in {parent} ({reason}); make room there</source>
        <translation>Ton lässt sich nicht in {parent} ablegen ({reason}); schaff dort Platz</translation>
    </message>
    <message>
        <source>sounddevice is not installed; run `pip install sounddevice`</source>
        <translation>sounddevice ist nicht installiert; führe `pip install sounddevice` aus</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>the NVIDIA driver {driver} knows CUDA {cuda}, the pack {name} needs {needed}: update the driver first</source>
        <translation>der NVIDIA-Treiber {driver} kennt CUDA {cuda}, das Paket {name} braucht {needed}: erneuere zuerst den Treiber</translation>
    </message>
    <message>
        <source>the bundle at {address} calls itself {name!r}, as one of Aloud&apos;s own list: ask its maker for another name</source>
        <translation>das Paket unter {address} nennt sich {name!r} wie eines aus Alouds eigener Liste: bitte seinen Hersteller um einen anderen Namen</translation>
    </message>
    <message>
        <source>the connection to the server {host} broke off: ask the question again</source>
        <translation>die Verbindung zum Server {host} ist abgebrochen: stell die Frage noch einmal</translation>
    </message>
    <message>
        <source>the first answer did not end: report this, with the log</source>
        <translation>die erste Antwort kam nicht zum Ende: melde das, mit dem Protokoll</translation>
    </message>
    <message>
        <source>the history {path} can only be read ({reason}); check the disk and its permissions</source>
        <translation>der Verlauf {path} kann nur gelesen werden ({reason}); prüfe die Festplatte und ihre Rechte</translation>
    </message>
    <message>
        <source>the history {path} cannot be used ({reason}); check the disk</source>
        <translation>der Verlauf {path} ist nicht benutzbar ({reason}); prüfe die Festplatte</translation>
    </message>
    <message>
        <source>the history {path} cannot be written ({reason}); free some space</source>
        <translation>in den Verlauf {path} kann nicht geschrieben werden ({reason}); schaff Platz</translation>
    </message>
    <message>
        <source>the history {path} is damaged and cannot be set aside ({reason}); check the folder&apos;s permissions</source>
        <translation>der Verlauf {path} ist beschädigt und kann nicht beiseitegelegt werden ({reason}); prüfe die Rechte des Ordners</translation>
    </message>
    <message>
        <source>the history {path} is locked by another program; close that program and try again</source>
        <translation>der Verlauf {path} ist von einem anderen Programm gesperrt; beende es und versuche es noch einmal</translation>
    </message>
    <message>
        <source>the key cannot be kept: install the Python package keyring, or set {variable}</source>
        <translation>der Schlüssel kann nicht aufbewahrt werden: installiere das Python-Paket keyring, oder setze {variable}</translation>
    </message>
    <message>
        <source>the number of a sheet is 0 to {last}, not {number}</source>
        <translation>die Nummer eines Blatts ist 0 bis {last}, nicht {number}</translation>
    </message>
    <message>
        <source>the pack {name} does not run here and is not used ({reason})</source>
        <translation>das Paket {name} läuft hier nicht und wird nicht benutzt ({reason})</translation>
    </message>
    <message>
        <source>the pack {name} is not used, models run on the processor: {reason}</source>
        <translation>das Paket {name} wird nicht benutzt, die Modelle laufen auf dem Prozessor: {reason}</translation>
    </message>
    <message>
        <source>the pack {name} lets models use it ({size} to fetch, {minutes} minutes on a fast connection): {command}</source>
        <translation>mit dem Paket {name} können Modelle sie benutzen ({size} zu holen, {minutes} Minuten bei schneller Verbindung): {command}</translation>
    </message>
    <message>
        <source>the preset {path} cannot be read ({reason})</source>
        <translation>die Vorgabe {path} kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>the preset {path} has what is not understood: {names}</source>
        <translation>in der Vorgabe {path} ist etwas unverständlich: {names}</translation>
    </message>
    <message>
        <source>the preset {path} is not valid TOML and is not used</source>
        <translation>die Vorgabe {path} ist kein gültiges TOML und wird nicht benutzt</translation>
    </message>
    <message>
        <source>the question has only one number; ask with all numbers, for example: What is 347 plus 286?</source>
        <translation>die Frage enthält nur eine Zahl; frag mit allen Zahlen, zum Beispiel: What is 347 plus 286?</translation>
    </message>
    <message>
        <source>the question has {count} characters; shorten it to at most {max_characters}</source>
        <translation>die Frage hat {count} Zeichen; kürze sie auf höchstens {max_characters}</translation>
    </message>
    <message>
        <source>the question is empty; type one, for example: What is 347 plus 286?</source>
        <translation>die Frage ist leer; tippe eine, zum Beispiel: What is 347 plus 286?</translation>
    </message>
    <message>
        <source>the request was ended</source>
        <translation>die Anfrage wurde beendet</translation>
    </message>
    <message>
        <source>the server {host} cannot be reached ({reason}): check the network</source>
        <translation>der Server {host} ist nicht zu erreichen ({reason}): prüfe das Netz</translation>
    </message>
    <message>
        <source>the server {host} did not take the question ({reason}): choose a model that hears</source>
        <translation>der Server {host} hat die Frage nicht angenommen ({reason}): wähle ein Modell, das hört</translation>
    </message>
    <message>
        <source>the server {host} does not have the model {model}: choose another in the settings</source>
        <translation>der Server {host} hat das Modell {model} nicht: wähle in den Einstellungen ein anderes</translation>
    </message>
    <message>
        <source>the server {host} has a fault ({status}): ask again later, or tell your teacher</source>
        <translation>der Server {host} hat einen Fehler ({status}): frag später noch einmal, oder sag es deiner Lehrkraft</translation>
    </message>
    <message>
        <source>the server {host} has been silent for {seconds} seconds: ask again later</source>
        <translation>der Server {host} schweigt seit {seconds} Sekunden: frag später noch einmal</translation>
    </message>
    <message>
        <source>the server {host} has no model: tell your teacher</source>
        <translation>der Server {host} hat kein Modell: sag es deiner Lehrkraft</translation>
    </message>
    <message>
        <source>the server {host} is full at the moment: ask again in a minute</source>
        <translation>der Server {host} ist gerade voll: frag in einer Minute noch einmal</translation>
    </message>
    <message>
        <source>the server {host} refused the key: enter the right one in the settings</source>
        <translation>der Server {host} nimmt den Schlüssel nicht an: gib in den Einstellungen den richtigen ein</translation>
    </message>
    <message>
        <source>the server {host} sent something that is not an answer: tell your teacher</source>
        <translation>der Server {host} hat etwas geschickt, das keine Antwort ist: sag es deiner Lehrkraft</translation>
    </message>
    <message>
        <source>there is no number in the question; ask for example: What is 347 plus 286?</source>
        <translation>in der Frage ist keine Zahl; frag zum Beispiel: What is 347 plus 286?</translation>
    </message>
    <message>
        <source>there is no pack for this system; models run on the processor</source>
        <translation>für dieses System gibt es kein Paket; die Modelle laufen auf dem Prozessor</translation>
    </message>
    <message>
        <source>there is no question in {name}; write one question on each line</source>
        <translation>In {name} steht keine Frage; schreibe in jede Zeile eine Frage</translation>
    </message>
    <message>
        <source>this system has no keyring that opens ({reason}): the key cannot be kept; set {variable}</source>
        <translation>dieses System hat keinen Schlüsselbund, der sich öffnet ({reason}): der Schlüssel kann nicht aufbewahrt werden; setze {variable}</translation>
    </message>
    <message>
        <source>{address} is no server&apos;s address: write it as https://server.school</source>
        <translation>{address} ist keine Adresse eines Servers: schreib sie wie https://server.school</translation>
    </message>
    <message>
        <source>{address} is not protected: write it with https://</source>
        <translation>{address} ist nicht geschützt: schreib sie mit https://</translation>
    </message>
    <message>
        <source>{count} files of the pack {name} are not here yet; continue with: aloud pack fetch</source>
        <translation>{count} Dateien des Pakets {name} fehlen noch; weiter mit: aloud pack fetch</translation>
    </message>
    <message>
        <source>{file} has a path that leads out of its folder; it is not used</source>
        <translation>ein Pfad in {file} führt aus dem Ordner hinaus; die Datei wird nicht benutzt</translation>
    </message>
    <message>
        <source>{file} is damaged (its checksum differs): copy it again</source>
        <translation>{file} ist beschädigt (die Prüfsumme stimmt nicht): kopiere die Datei noch einmal</translation>
    </message>
    <message>
        <source>{file} is damaged: fetch the pack again</source>
        <translation>{file} ist beschädigt: hol das Paket noch einmal</translation>
    </message>
    <message>
        <source>{file} is damaged: get the bundle again</source>
        <translation>{file} ist beschädigt: hole das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{file} is larger than many sticks can hold</source>
        <translation>{file} ist größer, als viele Sticks fassen</translation>
    </message>
    <message>
        <source>{file} is missing: the copy is not whole; export the pack again</source>
        <translation>{file} fehlt: die Kopie ist unvollständig; exportiere das Paket noch einmal</translation>
    </message>
    <message>
        <source>{folder} cannot be loaded by this version ({reason}): get the model again, or choose another</source>
        <translation>{folder} kann diese Version nicht laden ({reason}): hol das Modell noch einmal, oder wähle ein anderes</translation>
    </message>
    <message>
        <source>{folder} has no chat template: choose a model that was trained to chat</source>
        <translation>{folder} hat keine Chat-Vorlage: wähle ein Modell, das für Gespräche trainiert ist</translation>
    </message>
    <message>
        <source>{folder} holds a pack for another Aloud; export it again with this version ({version})</source>
        <translation>in {folder} liegt ein Paket für ein anderes Aloud; exportiere es noch einmal mit dieser Version ({version})</translation>
    </message>
    <message>
        <source>{kind}, answers to sheet {number}</source>
        <translation>{kind}, Lösungen zu Blatt {number}</translation>
    </message>
    <message>
        <source>{kind}, sheet {number}</source>
        <translation>{kind}, Blatt {number}</translation>
    </message>
    <message>
        <source>{name} adds, subtracts, multiplies and divides whole numbers up to {most}, and “{what}” is beyond that; ask for example: What is 347 plus 286?</source>
        <translation>{name} rechnet plus, minus, mal und geteilt mit ganzen Zahlen bis {most}, und „{what}“ geht darüber hinaus; frag zum Beispiel: What is 347 plus 286?</translation>
    </message>
    <message>
        <source>{name} answers questions of at most {max_trained} characters; shorten this one</source>
        <translation>{name} beantwortet Fragen mit höchstens {max_trained} Zeichen; kürze diese</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); choose another file</source>
        <translation>{name} kann nicht gelesen werden ({reason}); wähle eine andere Datei</translation>
    </message>
    <message>
        <source>{name} cannot hear: type the question, or choose a model that hears</source>
        <translation>{name} kann nicht hören: schreib die Frage, oder wähle ein Modell, das hört</translation>
    </message>
    <message>
        <source>{name} has no column “{column}”; write that word above the questions</source>
        <translation>{name} hat keine Spalte „{column}“; schreibe dieses Wort über die Fragen</translation>
    </message>
    <message>
        <source>{name} has {count} questions; keep at most {most} in one file</source>
        <translation>{name} hat {count} Fragen; lass höchstens {most} in einer Datei</translation>
    </message>
    <message>
        <source>{name} is damaged ({reason}); save the table again</source>
        <translation>{name} ist beschädigt ({reason}); speichere die Tabelle noch einmal</translation>
    </message>
    <message>
        <source>{name} is no file; choose a text or CSV file</source>
        <translation>{name} ist keine Datei; wähle eine Text- oder CSV-Datei</translation>
    </message>
    <message>
        <source>{name} is not a text file; choose a text or CSV file</source>
        <translation>{name} ist keine Textdatei; wähle eine Text- oder CSV-Datei</translation>
    </message>
    <message>
        <source>{name} is too large for a list of questions; choose a text or CSV file</source>
        <translation>{name} ist zu groß für eine Liste von Fragen; wähle eine Text- oder CSV-Datei</translation>
    </message>
    <message>
        <source>{name} understands questions in English; ask for example: What is 347 plus 286?</source>
        <translation>{name} versteht Fragen auf Englisch; frag zum Beispiel: What is 347 plus 286?</translation>
    </message>
    <message>
        <source>{name} works with two or three numbers at a time; ask one step after another</source>
        <translation>{name} rechnet mit zwei oder drei Zahlen auf einmal; frag einen Schritt nach dem anderen</translation>
    </message>
    <message>
        <source>{path} is no list of a pack, or is damaged: copy it again</source>
        <translation>{path} ist keine Liste eines Pakets oder ist beschädigt: kopiere die Datei noch einmal</translation>
    </message>
    <message>
        <source>{path} is not a session of Aloud, or is damaged</source>
        <translation>{path} ist keine Sitzung von Aloud oder ist beschädigt</translation>
    </message>
    <message>
        <source>{path} is of a newer Aloud; update Aloud to use this pack</source>
        <translation>{path} gehört zu einem neueren Aloud; erneuere Aloud, um dieses Paket zu benutzen</translation>
    </message>
    <message>
        <source>{path} is too large for a session of Aloud</source>
        <translation>{path} ist zu groß für eine Sitzung von Aloud</translation>
    </message>
    <message>
        <source>{path} was written by a newer Aloud; update Aloud to open it</source>
        <translation>{path} wurde von einem neueren Aloud geschrieben; erneuere Aloud, um die Datei zu öffnen</translation>
    </message>
    <message>
        <source>{repo} has a file {name!r} outside the bundle&apos;s folder: it is not downloaded</source>
        <translation>{repo} hat eine Datei {name!r}, die außerhalb des Bündels läge: Sie wird nicht genommen</translation>
    </message>
    <message>
        <source>{server} gave no version: ask again later</source>
        <translation>{server} nannte keine Version: frag später noch einmal</translation>
    </message>
    <message>
        <source>{server} has a problem ({code} {phrase})</source>
        <translation>{server} hat Schwierigkeiten ({code} {phrase})</translation>
    </message>
    <message>
        <source>{server} is too slow</source>
        <translation>{server} ist zu langsam</translation>
    </message>
    <message>
        <source>{server} sent a different part of the file than requested</source>
        <translation>{server} hat einen anderen Teil geschickt als verlangt</translation>
    </message>
    <message>
        <source>{server} stopped responding</source>
        <translation>{server} ist verstummt</translation>
    </message>
    <message>
        <source>{url} is not a download address ({reason}); check it</source>
        <translation>{url} ist keine Adresse, von der sich laden lässt ({reason}); prüfe sie</translation>
    </message>
    <message>
        <source>{url} is not a text file: check the address</source>
        <translation>{url} ist kein Text: Prüfe die Adresse</translation>
    </message>
    <message>
        <source>talker and codec do not belong together; fetch the bundle again</source>
        <translation>Talker und Codec gehören nicht zusammen; hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>talker config: dim must split into even heads, text_dim into heads of 64</source>
        <translation>Talker-Konfiguration: dim muss sich in gerade Köpfe teilen lassen, text_dim in Köpfe zu 64</translation>
    </message>
    <message>
        <source>talker config: one temperature per stream is needed</source>
        <translation>Talker-Konfiguration: jeder Strom braucht eine Temperatur</translation>
    </message>
    <message>
        <source>the Python package {name} is missing; install it with: {command}</source>
        <translation>das Python-Paket {name} fehlt; installiere es mit: {command}</translation>
    </message>
    <message>
        <source>the answers come more slowly than they could: this card cannot replay CUDA graphs ({reason}); update its driver</source>
        <translation>die Antworten kommen langsamer als möglich: Diese Karte kann keine CUDA-Graphen abspielen ({reason}); aktualisiere ihren Treiber</translation>
    </message>
    <message>
        <source>the bundle cannot be put in {place} ({reason}); check the folder&apos;s permissions</source>
        <translation>das Bündel lässt sich nicht in {place} ablegen ({reason}); prüfe die Rechte des Ordners</translation>
    </message>
    <message>
        <source>the bundle {name} is being downloaded or removed by another Aloud; wait for that</source>
        <translation>das Bündel {name} wird gerade von einem anderen Aloud geladen oder entfernt; warte, bis das fertig ist</translation>
    </message>
    <message>
        <source>the bundle&apos;s name is empty; see: aloud bundle list</source>
        <translation>der Name des Bündels ist leer; siehe: aloud bundle list</translation>
    </message>
    <message>
        <source>the checkpoint lacks {missing} ({count} in all): download the model again</source>
        <translation>dem Modell fehlt {missing} ({count} insgesamt): lade es noch einmal herunter</translation>
    </message>
    <message>
        <source>the codec in {source} could not be converted ({reason}): fetch the bundle again</source>
        <translation>der Codec in {source} ließ sich nicht umwandeln ({reason}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>the config is for a model of type &apos;{kind}&apos;: choose a Qwen2.5-Omni</source>
        <translation>die Konfiguration ist für ein Modell vom Typ „{kind}“: wähle ein Qwen2.5-Omni</translation>
    </message>
    <message>
        <source>the disk is full while writing {path}; free some space or choose another place</source>
        <translation>beim Schreiben von {path} ist die Festplatte voll; schaff Platz oder wähle einen anderen Ort</translation>
    </message>
    <message>
        <source>the disk is full; free some space or choose another place</source>
        <translation>die Festplatte ist voll; schaff Platz oder wähle einen anderen Ort</translation>
    </message>
    <message>
        <source>the disk is too full: {needed} are needed in {folder}, {free} are free; free some space and try again</source>
        <translation>die Festplatte ist zu voll: In {folder} werden {needed} gebraucht, {free} sind frei; schaff Platz und versuch es noch einmal</translation>
    </message>
    <message>
        <source>the echo canceller is not installed; run `pip install pywebrtc-audio` or use headphones</source>
        <translation>die Echounterdrückung ist nicht installiert; führe `pip install pywebrtc-audio` aus oder nimm Kopfhörer</translation>
    </message>
    <message>
        <source>the engine is closed: start it again</source>
        <translation>das Modell ist geschlossen: Starte es neu</translation>
    </message>
    <message>
        <source>the events cannot be written to {name} ({reason}); free some space or choose another place</source>
        <translation>die Ereignisse lassen sich nicht in {name} schreiben ({reason}); schaff Platz oder wähle einen anderen Ort</translation>
    </message>
    <message>
        <source>the graphics card stopped working for this program: restart Aloud, or start it with --device cpu</source>
        <translation>die Grafikkarte arbeitet für dieses Programm nicht mehr: Starte Aloud neu oder mit --device cpu</translation>
    </message>
    <message>
        <source>the history cannot be kept in {parent} ({reason}); make room there</source>
        <translation>der Verlauf lässt sich nicht in {parent} ablegen ({reason}); schaff dort Platz</translation>
    </message>
    <message>
        <source>the history was damaged and is set aside as {path}; a new one was begun</source>
        <translation>der Verlauf war beschädigt und liegt jetzt unter {path}; ein neuer wurde begonnen</translation>
    </message>
    <message>
        <source>the history {path} is damaged ({reason}); close Aloud and start it again, which sets it aside</source>
        <translation>der Verlauf {path} ist beschädigt ({reason}); schließe Aloud und starte es neu, dann wird er beiseitegelegt</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: impossible temperature, top_p or repetition_penalty</source>
        <translation>das Layout {name!r} ist ungültig: unmögliche temperature, top_p oder repetition_penalty</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: its numbers of tokens must be whole and above zero</source>
        <translation>das Layout {name!r} ist ungültig: die Anzahlen der Token müssen ganz und größer als null sein</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: its order must name every column once</source>
        <translation>das Layout {name!r} ist ungültig: die Reihenfolge muss jede Spalte einmal nennen</translation>
    </message>
    <message>
        <source>the layout {name!r} is not one: its voices must be a list of names</source>
        <translation>das Layout {name!r} ist ungültig: die Stimmen müssen eine Liste von Namen sein</translation>
    </message>
    <message>
        <source>the microphone &apos;{name}&apos; is not connected; plug it in or choose another one</source>
        <translation>das Mikrofon „{name}“ ist nicht angeschlossen; steck es an oder wähle ein anderes</translation>
    </message>
    <message>
        <source>the microphone cannot be opened ({reason}); choose another one, or close what uses it</source>
        <translation>das Mikrofon lässt sich nicht öffnen ({reason}); wähle ein anderes oder schließe, was es benutzt</translation>
    </message>
    <message>
        <source>the model did not load in time: wait longer, or restart Aloud</source>
        <translation>das Modell war nicht rechtzeitig geladen: Warte länger oder starte Aloud neu</translation>
    </message>
    <message>
        <source>the model is being loaded: ask again when it is ready</source>
        <translation>das Modell wird geladen: Frag noch einmal, wenn es bereit ist</translation>
    </message>
    <message>
        <source>the model is not loaded: wait until the engine is ready</source>
        <translation>das Modell ist nicht geladen: Warte, bis es bereit ist</translation>
    </message>
    <message>
        <source>the model needs about {needed} of graphics memory and {free} are free: close other programs that use the card, or choose a smaller bundle, or use --device cpu</source>
        <translation>das Modell braucht etwa {needed} Grafikspeicher, {free} sind frei: schließe andere Programme, die die Karte benutzen, wähle ein kleineres Bündel oder nimm --device cpu</translation>
    </message>
    <message>
        <source>the model needs about {needed} of graphics memory and {free} are free: use --quant nf4, or close other programs that use the card, or choose a smaller bundle, or use --device cpu</source>
        <translation>das Modell braucht etwa {needed} Grafikspeicher, {free} sind frei: nimm --quant nf4, schließe andere Programme, die die Karte benutzen, wähle ein kleineres Bündel oder nimm --device cpu</translation>
    </message>
    <message>
        <source>the model needs about {needed} of memory and {free} are free: close other programs, or choose a smaller bundle</source>
        <translation>das Modell braucht etwa {needed} Speicher, {free} sind frei: schließe andere Programme oder wähle ein kleineres Bündel</translation>
    </message>
    <message>
        <source>the question is too long for this model: shorten it to {share:.0%} of its length</source>
        <translation>die Frage ist für dieses Modell zu lang: kürze sie auf {share:.0%} ihrer Länge</translation>
    </message>
    <message>
        <source>the question takes {rows} of {limit} tokens that fit: ask a shorter one</source>
        <translation>die Frage braucht {rows} Token, {limit} passen hinein: stell eine kürzere</translation>
    </message>
    <message>
        <source>the settings cannot be read ({reason}); the defaults are used</source>
        <translation>die Einstellungen sind nicht lesbar ({reason}); es gelten die Vorgaben</translation>
    </message>
    <message>
        <source>the settings were damaged and are set aside as {path}; the defaults are used</source>
        <translation>die Einstellungen waren beschädigt und liegen jetzt unter {path}; es gelten die Vorgaben</translation>
    </message>
    <message>
        <source>the sound devices cannot be listed ({reason}); restart the sound server</source>
        <translation>die Tongeräte lassen sich nicht auflisten ({reason}); starte den Tonserver neu</translation>
    </message>
    <message>
        <source>the sound of that answer is not kept any more; ask it again</source>
        <translation>der Ton dieser Antwort ist nicht mehr da; frag noch einmal</translation>
    </message>
    <message>
        <source>the sounds in {folder} cannot be deleted ({reason}); delete them by hand</source>
        <translation>der Ton in {folder} lässt sich nicht löschen ({reason}); lösche ihn von Hand</translation>
    </message>
    <message>
        <source>the speaker &apos;{name}&apos; is not connected; plug it in or choose another one</source>
        <translation>der Lautsprecher „{name}“ ist nicht angeschlossen; steck ihn an oder wähle einen anderen</translation>
    </message>
    <message>
        <source>the speaker cannot be opened ({reason}); choose another one, or close what uses it</source>
        <translation>der Lautsprecher lässt sich nicht öffnen ({reason}); wähle einen anderen oder schließe, was ihn benutzt</translation>
    </message>
    <message>
        <source>the starter belongs to Aloud and stays; other bundles can be removed</source>
        <translation>das Startmodell gehört zu Aloud und bleibt; andere Bündel lassen sich entfernen</translation>
    </message>
    <message>
        <source>the system library {library} is missing; install it with: {command}</source>
        <translation>die Systembibliothek {library} fehlt; installiere sie mit: {command}</translation>
    </message>
    <message>
        <source>the model&apos;s numbers are broken (NaN): ask again, or try --quant bf16</source>
        <translation>die Zahlen des Modells sind unbrauchbar (NaN): frag noch einmal oder nimm --quant bf16</translation>
    </message>
    <message>
        <source>stopped; what was downloaded is kept, and the next try continues from there</source>
        <translation>angehalten; was schon da ist, bleibt, und der nächste Versuch macht dort weiter</translation>
    </message>
    <message>
        <source>the bundle is called {name!r}, which cannot be the name of its folder; ask its maker</source>
        <translation>das Bündel nennt sich {name!r}, und so kann sein Ordner nicht heißen; frag, wer es gemacht hat</translation>
    </message>
    <message>
        <source>the history {path} was written by a newer Aloud; update Aloud to open it</source>
        <translation>der Verlauf {path} stammt von einem neueren Aloud; aktualisiere Aloud, um ihn zu öffnen</translation>
    </message>
    <message>
        <source>the window cannot open: {problem}; {fix}</source>
        <translation>das Fenster lässt sich nicht öffnen: {problem}; {fix}</translation>
    </message>
    <message>
        <source>there is no answer yet to come back to; ask a question first</source>
        <translation>es gibt noch keine Antwort, zu der man zurückkehren könnte; stell zuerst eine Frage</translation>
    </message>
    <message>
        <source>there is no bundle {name!r} (here: {here}); see: aloud bundle list</source>
        <translation>es gibt kein Bündel {name!r} (da sind: {here}); siehe: aloud bundle list</translation>
    </message>
    <message>
        <source>there is no downloaded bundle {name!r}; see: aloud bundle list</source>
        <translation>es gibt kein geladenes Bündel {name!r}; siehe: aloud bundle list</translation>
    </message>
    <message>
        <source>there is no microphone and no speaker to test</source>
        <translation>es gibt kein Mikrofon und keinen Lautsprecher zum Prüfen</translation>
    </message>
    <message>
        <source>there is no microphone; type the question instead</source>
        <translation>es gibt kein Mikrofon; tippe die Frage</translation>
    </message>
    <message>
        <source>there is no session {session}; see: aloud export --list</source>
        <translation>es gibt keine Sitzung {session}; siehe: aloud export --list</translation>
    </message>
    <message>
        <source>there is no speaker to test; plug one in</source>
        <translation>es gibt keinen Lautsprecher zum Prüfen; steck einen an</translation>
    </message>
    <message>
        <source>these settings were not usable and are back to their defaults: {names}</source>
        <translation>diese Einstellungen waren nicht brauchbar und stehen wieder auf der Vorgabe: {names}</translation>
    </message>
    <message>
        <source>this bundle has no voice {name!r}: choose one of {voices}</source>
        <translation>dieses Bündel hat keine Stimme {name!r}: wähle eine von {voices}</translation>
    </message>
    <message>
        <source>this bundle has no voice {name!r}: it has one voice, leave it out</source>
        <translation>dieses Bündel hat keine Stimme {name!r}: es hat nur eine, lass die Angabe weg</translation>
    </message>
    <message>
        <source>this bundle has one voice, and it is not called {voice!r}: leave the voice out</source>
        <translation>dieses Bündel hat nur eine Stimme, und sie heißt nicht {voice!r}: lass die Angabe weg</translation>
    </message>
    <message>
        <source>this card has no bf16 arithmetic, and in fp16 the model&apos;s numbers overflow: use --device cpu, or a card of the year 2020 or later</source>
        <translation>diese Karte kann kein bf16, und in fp16 laufen die Zahlen des Modells über: nimm --device cpu oder eine Karte ab dem Jahr 2020</translation>
    </message>
    <message>
        <source>this machine has no microphone; plug one in, or type the question</source>
        <translation>dieser Computer hat kein Mikrofon; steck eines an oder tippe die Frage</translation>
    </message>
    <message>
        <source>this machine has no speaker; plug one in, or type the question</source>
        <translation>dieser Computer hat keinen Lautsprecher; steck einen an oder tippe die Frage</translation>
    </message>
    <message>
        <source>this model cannot do {wanted}: choose 1:9, 2:8, 3:7 or 5:5</source>
        <translation>dieses Modell kann {wanted} nicht: wähle 1:9, 2:8, 3:7 oder 5:5</translation>
    </message>
    <message>
        <source>this model was not trained for {mode}: choose {choices}</source>
        <translation>dieses Modell wurde nicht für {mode} trainiert: wähle {choices}</translation>
    </message>
    <message>
        <source>this player was closed; make a new one</source>
        <translation>diese Wiedergabe wurde geschlossen; öffne eine neue</translation>
    </message>
    <message>
        <source>this torch has no code for {card}</source>
        <translation>dieses torch enthält keinen Code für {card}</translation>
    </message>
    <message>
        <source>this turn failed ({reason}): ask again, or restart Aloud</source>
        <translation>diese Antwort ist gescheitert ({reason}): Frag noch einmal oder starte Aloud neu</translation>
    </message>
    <message>
        <source>too little graphics memory for the {what}: try --quant nf4 or --device cpu</source>
        <translation>zu wenig Grafikspeicher ({what}): nimm --quant nf4 oder --device cpu</translation>
    </message>
    <message>
        <source>too little graphics memory: try --quant nf4 or --device cpu</source>
        <translation>zu wenig Grafikspeicher: nimm --quant nf4 oder --device cpu</translation>
    </message>
    <message>
        <source>too little memory to load the bundle: close other programs, use --quant nf4, or choose a smaller bundle</source>
        <translation>der Speicher reicht nicht, um das Bündel zu laden: schließe andere Programme, nimm --quant nf4 oder wähle ein kleineres Bündel</translation>
    </message>
    <message>
        <source>torch cannot be loaded ({reason})</source>
        <translation>torch lässt sich nicht laden ({reason})</translation>
    </message>
    <message>
        <source>torch cannot be loaded here; install it with: {command}</source>
        <translation>torch lässt sich hier nicht laden; installiere es mit: {command}</translation>
    </message>
    <message>
        <source>unknown device &apos;{device}&apos;: choose auto, cpu or cuda</source>
        <translation>unbekanntes Gerät „{device}“: wähle auto, cpu oder cuda</translation>
    </message>
    <message>
        <source>unknown precision &apos;{quant}&apos;: choose bf16 or nf4</source>
        <translation>unbekannte Genauigkeit „{quant}“: wähle bf16 oder nf4</translation>
    </message>
    <message>
        <source>use --device cpu</source>
        <translation>nimm --device cpu</translation>
    </message>
    <message>
        <source>{card} can run this torch</source>
        <translation>{card} kann dieses torch ausführen</translation>
    </message>
    <message>
        <source>{card}, {free} of {total} free</source>
        <translation>{card}, {free} von {total} frei</translation>
    </message>
    <message>
        <source>{card}; not used: {reason}</source>
        <translation>{card}; nicht verwendet: {reason}</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}): get the bundle again</source>
        <translation>{file} ist nicht lesbar ({reason}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{file} has {size} bytes instead of {expected}: get the bundle &apos;{bundle}&apos; again</source>
        <translation>{file} hat {size} Bytes statt {expected}: hol das Bündel „{bundle}“ noch einmal</translation>
    </message>
    <message>
        <source>{file} has no description: fetch the bundle again</source>
        <translation>{file} enthält keine Beschreibung: hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{file} is damaged (its sha256 differs): get the bundle &apos;{bundle}&apos; again</source>
        <translation>{file} ist beschädigt (die sha256 weicht ab): hol das Bündel „{bundle}“ noch einmal</translation>
    </message>
    <message>
        <source>{file} is damaged ({reason}): get the bundle again</source>
        <translation>{file} ist beschädigt ({reason}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{file} is for a model of type &apos;{kind}&apos;, not &apos;{thinker_only}&apos;: choose another bundle</source>
        <translation>{file} ist für ein Modell vom Typ „{kind}“, nicht „{thinker_only}“: wähle ein anderes Bündel</translation>
    </message>
    <message>
        <source>{file} is missing: get the bundle &apos;{bundle}&apos; again</source>
        <translation>{file} fehlt: hol das Bündel „{bundle}“ noch einmal</translation>
    </message>
    <message>
        <source>{folder} cannot be removed ({reason}); close what uses it and try again</source>
        <translation>{folder} lässt sich nicht entfernen ({reason}); schließe, was es verwendet, und versuch es noch einmal</translation>
    </message>
    <message>
        <source>{folder} has no folder &apos;thinker&apos;: export a Thinker first</source>
        <translation>{folder} hat keinen Ordner „thinker“: Gib zuerst einen Thinker aus</translation>
    </message>
    <message>
        <source>{folder} holds a model of type {kind!r}, none of {known}: choose another bundle</source>
        <translation>{folder} enthält ein Modell vom Typ {kind!r}, keines von {known}: wähle ein anderes Bündel</translation>
    </message>
    <message>
        <source>{folder} has no readable weights ({reason}): download the model again</source>
        <translation>{folder} enthält keine lesbaren Gewichte ({reason}): lade das Modell noch einmal herunter</translation>
    </message>
    <message>
        <source>A carry was forgotten.</source>
        <translation>Ein Übertrag wurde vergessen.</translation>
    </message>
    <message>
        <source>For a graphics card with 12 GB or more. Its real weights have not been run by the makers of Aloud yet. Its voice, VyvoTTS, is offered without a stated licence, and its speaker may change.</source>
        <translation>Für eine Grafikkarte mit 12 GB oder mehr. Die echten Gewichte wurden von den Machern von Aloud noch nicht ausgeführt. Die Stimme, VyvoTTS, wird ohne genannte Lizenz angeboten, und ihr Sprecher kann wechseln.</translation>
    </message>
    <message>
        <source>For a graphics card with 8 GB or more. Its real weights have not been run by the makers of Aloud yet. Its voice, VyvoTTS, is offered without a stated licence, and its speaker may change.</source>
        <translation>Für eine Grafikkarte mit 8 GB oder mehr. Die echten Gewichte wurden von den Machern von Aloud noch nicht ausgeführt. Die Stimme, VyvoTTS, wird ohne genannte Lizenz angeboten, und ihr Sprecher kann wechseln.</translation>
    </message>
    <message>
        <source>It needs about {needed} of disk space; {free} are free.</source>
        <translation>Es braucht etwa {needed} Speicherplatz; {free} sind frei.</translation>
    </message>
    <message>
        <source>It needs {needed} of free graphics memory; of the {there} of {card}, {free} are free.</source>
        <translation>Es braucht {needed} freien Grafikspeicher; von den {there} der {card} sind {free} frei.</translation>
    </message>
    <message>
        <source>install a CUDA build of torch: {command}</source>
        <translation>eine CUDA-Version von torch installieren: {command}</translation>
    </message>
    <message>
        <source>the NVIDIA driver {version} (CUDA {cuda}) does not work with this torch, which was built for CUDA {built_for}</source>
        <translation>der NVIDIA-Treiber {version} (CUDA {cuda}) passt nicht zu diesem torch, das für CUDA {built_for} gebaut ist</translation>
    </message>
    <message>
        <source>this torch is a CPU build although an NVIDIA driver ({version}, CUDA {cuda}) is installed</source>
        <translation>dieses torch ist eine CPU-Version, obwohl ein NVIDIA-Treiber ({version}, CUDA {cuda}) installiert ist</translation>
    </message>
    <message>
        <source>update the driver, or install a torch for it: {command}</source>
        <translation>den Treiber aktualisieren oder ein passendes torch installieren: {command}</translation>
    </message>
    <message>
        <source>{folder}: damaged tokenizer ({reason}): download the model again</source>
        <translation>{folder}: Tokenizer beschädigt ({reason}): lade das Modell noch einmal herunter</translation>
    </message>
    <message>
        <source>{folder}: damaged tokenizer ({reason}): get the bundle again</source>
        <translation>{folder}: Tokenizer beschädigt ({reason}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{folder}: damaged {what} ({reason}): get the bundle again</source>
        <translation>{folder}: beschädigt: {what} ({reason}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{folder}: the voice&apos;s weights give no numbers (NaN): fetch the bundle, or try --quant bf16</source>
        <translation>{folder}: die Gewichte der Stimme ergeben keine Zahlen (NaN): hol das Bündel noch einmal oder nimm --quant bf16</translation>
    </message>
    <message>
        <source>{folder}: the {what} lacks {lost} ({count} in all): get the bundle again</source>
        <translation>{folder}: es fehlt {lost} ({what}, {count} insgesamt): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{folder}: {name} needs {size} tokens, not {vocabulary}: correct {layout_file}</source>
        <translation>{folder}: {name} braucht {size} Token, nicht {vocabulary}: berichtige {layout_file}</translation>
    </message>
    <message>
        <source>{folder}: {size} tokens for {vocabulary} embeddings: download the model again</source>
        <translation>{folder}: {size} Token für {vocabulary} Einbettungen: lade das Modell noch einmal herunter</translation>
    </message>
    <message>
        <source>{folder}: {size} tokens for {vocabulary} embeddings: get the bundle again</source>
        <translation>{folder}: {size} Token für {vocabulary} Einbettungen: hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation>{free} frei</translation>
    </message>
    <message>
        <source>{free} free; a larger model needs about {needed}</source>
        <translation>{free} frei; ein größeres Modell braucht etwa {needed}</translation>
    </message>
    <message>
        <source>{hub} gives no checksum of {repo}/{name}: try again later</source>
        <translation>{hub} nennt keine Prüfsumme von {repo}/{name}: Versuch es später noch einmal</translation>
    </message>
    <message>
        <source>{manifest} has format {version}, newer than {format}: update Aloud</source>
        <translation>{manifest} hat Format {version}, neuer als {format}: Aktualisiere Aloud</translation>
    </message>
    <message>
        <source>{name!r} is not a model&apos;s name: write it as owner/name</source>
        <translation>{name!r} ist kein Modellname: schreib ihn als besitzer/name</translation>
    </message>
    <message>
        <source>{name} is not in the hub&apos;s cache on this disk: download it with: hf download {name}</source>
        <translation>{name} ist nicht im Zwischenspeicher des Hubs auf dieser Platte: lade es herunter mit: hf download {name}</translation>
    </message>
    <message>
        <source>{name} is {shape}, not {shape2}: config and weights differ</source>
        <translation>{name} ist {shape}, nicht {shape2}: Konfiguration und Gewichte passen nicht zusammen</translation>
    </message>
    <message>
        <source>{name}, and {count} more</source>
        <translation>{name} und {count} weitere</translation>
    </message>
    <message>
        <source>{note} names no source: fetch the bundle again</source>
        <translation>{note} nennt keine Quelle: hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{own} does not describe a layout ({reason}): correct or remove it</source>
        <translation>{own} beschreibt kein Layout ({reason}): berichtige oder entferne es</translation>
    </message>
    <message>
        <source>{path} has format {format}, this Aloud reads {known}: get Aloud again, with its assets folder</source>
        <translation>{path} hat Format {format}, dieses Aloud liest {known}: hol Aloud noch einmal, samt seinem Ordner assets</translation>
    </message>
    <message>
        <source>{path} is a folder; name a file in it</source>
        <translation>{path} ist ein Ordner; nenne eine Datei darin</translation>
    </message>
    <message>
        <source>{path} is damaged ({kind}: {reason}): get Aloud again, with its assets folder</source>
        <translation>{path} ist beschädigt ({kind}: {reason}): hol Aloud noch einmal, samt seinem Ordner assets</translation>
    </message>
    <message>
        <source>{path} is damaged ({reason}): download the model again</source>
        <translation>{path} ist beschädigt ({reason}): lade das Modell noch einmal herunter</translation>
    </message>
    <message>
        <source>{path} is missing: download the model again</source>
        <translation>{path} fehlt: lade das Modell noch einmal herunter</translation>
    </message>
    <message>
        <source>{path} is not a bundle (it has no {manifest}): choose a bundle&apos;s folder</source>
        <translation>{path} ist kein Bündel (es hat kein {manifest}): Wähle den Ordner eines Bündels</translation>
    </message>
    <message>
        <source>{path} is not a talker config; fetch the bundle again</source>
        <translation>{path} ist keine Talker-Konfiguration; hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{path}: cannot be opened ({reason}); check the path</source>
        <translation>{path}: lässt sich nicht öffnen ({reason}); prüfe den Pfad</translation>
    </message>
    <message>
        <source>{path}: cannot be read ({reason}); check the file and its permissions</source>
        <translation>{path}: ist nicht lesbar ({reason}); prüfe die Datei und ihre Rechte</translation>
    </message>
    <message>
        <source>{path}: holds samples that are not numbers (NaN or infinite); export it again</source>
        <translation>{path}: enthält Abtastwerte, die keine Zahlen sind (NaN oder unendlich); exportiere die Datei noch einmal</translation>
    </message>
    <message>
        <source>{path}: is a folder; name a sound file in it</source>
        <translation>{path}: ist ein Ordner; nenne eine Tondatei darin</translation>
    </message>
    <message>
        <source>{path}: is an empty file; record the question again</source>
        <translation>{path}: ist eine leere Datei; nimm die Frage noch einmal auf</translation>
    </message>
    <message>
        <source>{path}: is an empty recording; record the question again</source>
        <translation>{path}: ist eine leere Aufnahme; nimm die Frage noch einmal auf</translation>
    </message>
    <message>
        <source>{path}: is longer than {max_question_s:.0f} s; cut it down to the question</source>
        <translation>{path}: ist länger als {max_question_s:.0f} s; kürze die Aufnahme auf die Frage</translation>
    </message>
    <message>
        <source>{path}: is not a sound file that can be read; record it as WAV, FLAC, OGG or MP3</source>
        <translation>{path}: ist keine lesbare Tondatei; nimm sie als WAV, FLAC, OGG oder MP3 auf</translation>
    </message>
    <message>
        <source>{path}: is not an ordinary file; record it as WAV, FLAC, OGG or MP3</source>
        <translation>{path}: ist keine gewöhnliche Datei; nimm sie als WAV, FLAC, OGG oder MP3 auf</translation>
    </message>
    <message>
        <source>{path}: the end-of-turn model cannot be used ({reason}); download it again or remove it</source>
        <translation>{path}: das Modell für das Ende der Frage ist nicht benutzbar ({reason}); lade es noch einmal herunter oder entferne es</translation>
    </message>
    <message>
        <source>{path}: the recording is silent; check the microphone and record it again</source>
        <translation>{path}: die Aufnahme ist stumm; prüfe das Mikrofon und nimm noch einmal auf</translation>
    </message>
    <message>
        <source>{path}: the speech detector&apos;s model cannot be read; install Aloud again</source>
        <translation>{path}: das Modell der Spracherkennung ist nicht lesbar; installiere Aloud noch einmal</translation>
    </message>
    <message>
        <source>{path}: the speech detector&apos;s model is damaged; install Aloud again</source>
        <translation>{path}: das Modell der Spracherkennung ist beschädigt; installiere Aloud noch einmal</translation>
    </message>
    <message>
        <source>{path}: the spoken commands&apos; model cannot be read ({reason}); install Aloud again</source>
        <translation>{path}: Das Modell der gesprochenen Befehle ist nicht lesbar ({reason}); installiere Aloud neu</translation>
    </message>
    <message>
        <source>{path}: {seconds:.3f} s is too short for a question; record it again</source>
        <translation>{path}: {seconds:.3f} s ist zu kurz für eine Frage; nimm noch einmal auf</translation>
    </message>
    <message>
        <source>{path}: {samplerate} Hz is not a usable sample rate; record at 8 to 192 kHz</source>
        <translation>{path}: {samplerate} Hz ist keine brauchbare Abtastrate; nimm mit 8 bis 192 kHz auf</translation>
    </message>
    <message>
        <source>{address} lists no files: it is not a bundle</source>
        <translation>{address} nennt keine Dateien: Das ist kein Bündel</translation>
    </message>
    <message>
        <source>{pickle} is none of the published codecs (sha256 {digest}...): fetch it again</source>
        <translation>{pickle} ist keiner der veröffentlichten Codecs (sha256 {digest}...): hol ihn noch einmal</translation>
    </message>
    <message>
        <source>{problem}; try {number} of {attempts}</source>
        <translation>{problem}; Versuch {number} von {attempts}</translation>
    </message>
    <message>
        <source>{problem}; what was downloaded is kept; try again later</source>
        <translation>{problem}; was schon da ist, bleibt; versuch es später noch einmal</translation>
    </message>
    <message>
        <source>{reason}; the starter is used</source>
        <translation>{reason}; das Startmodell wird verwendet</translation>
    </message>
    <message>
        <source>{repo} has no {missing}: it was changed; update Aloud</source>
        <translation>{repo} hat {missing} nicht: Es wurde geändert; aktualisiere Aloud</translation>
    </message>
    <message>
        <source>{repo}: {index} is damaged; try again later</source>
        <translation>{repo}: {index} ist beschädigt; versuch es später noch einmal</translation>
    </message>
    <message>
        <source>{server} cannot be reached ({reason}); are you online?</source>
        <translation>{server} ist nicht erreichbar ({reason}); bist du online?</translation>
    </message>
    <message>
        <source>{server} closed the connection</source>
        <translation>{server} hat die Verbindung abgebrochen</translation>
    </message>
    <message>
        <source>{server} closed the connection before the file was complete</source>
        <translation>{server} hat die Datei abgebrochen</translation>
    </message>
    <message>
        <source>{server} did not send {url} ({code} {phrase}): check the address</source>
        <translation>{server} gibt keine Datei für {url} ({code} {phrase}): Prüfe die Adresse</translation>
    </message>
    <message>
        <source>{server} does not answer (are you online?)</source>
        <translation>{server} antwortet nicht (bist du online?)</translation>
    </message>
    <message>
        <source>{server} refuses {url} ({code}): it needs a login or an accepted licence there</source>
        <translation>{server} verweigert {url} ({code}): Dort braucht es eine Anmeldung oder eine angenommene Lizenz</translation>
    </message>
    <message>
        <source>{size}, version {version}</source>
        <translation>{size}, Version {version}</translation>
    </message>
    <message>
        <source>{source} has no codec ({weights} or {pickle}): fetch the bundle again</source>
        <translation>{source} enthält keinen Codec ({weights} oder {pickle}): hol das Bündel noch einmal</translation>
    </message>
    <message>
        <source>{target} is a folder; name a file for the events</source>
        <translation>{target} ist ein Ordner; nenne eine Datei für die Ereignisse</translation>
    </message>
    <message>
        <source>{url} does not list a repository: the hub may have changed; update Aloud</source>
        <translation>{url} listet kein Verzeichnis auf: Der Server hat sich wohl geändert; aktualisiere Aloud</translation>
    </message>
    <message>
        <source>{url} has the wrong content (its checksum differs): the server&apos;s copy is damaged or was changed; try again later</source>
        <translation>{url} hat den falschen Inhalt (die Prüfsumme weicht ab): Die Kopie des Servers ist beschädigt oder wurde geändert; versuch es später noch einmal</translation>
    </message>
    <message>
        <source>{url} has {length} bytes instead of {size}: the server&apos;s copy is another version; try again later</source>
        <translation>{url} hat {length} Bytes statt {size}: Der Server hat eine andere Fassung; versuch es später noch einmal</translation>
    </message>
    <message>
        <source>{url} is larger than {text_limit}: check the address</source>
        <translation>{url} ist größer als {text_limit}: Prüfe die Adresse</translation>
    </message>
    <message>
        <source>{url} is longer than the {size} it should have; try again later</source>
        <translation>{url} ist länger als die erwarteten {size}; versuch es später noch einmal</translation>
    </message>
    <message>
        <source>{url} is not there ({code}): check the name; the bundle may have been moved</source>
        <translation>{url} gibt es nicht ({code}): Prüfe den Namen; vielleicht ist das Bündel umgezogen</translation>
    </message>
</context>
<context>
    <name>practice</name>
    <message>
        <source>Plus and minus</source>
        <translation>Plus und minus</translation>
    </message>
    <message>
        <source>Times and divide</source>
        <translation>Mal und geteilt</translation>
    </message>
    <message>
        <source>Brackets, and what comes first</source>
        <translation>Klammern, und was zuerst kommt</translation>
    </message>
    <message>
        <source>Stories</source>
        <translation>Sachaufgaben</translation>
    </message>
    <message>
        <source>Large numbers</source>
        <translation>Große Zahlen</translation>
    </message>
    <message>
        <source>Numbers below zero</source>
        <translation>Zahlen unter null</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>Kommazahlen</translation>
    </message>
    <message>
        <source>Fractions</source>
        <translation>Brüche</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>Powers and roots</source>
        <translation>Potenzen und Wurzeln</translation>
    </message>
    <message>
        <source>Equations</source>
        <translation>Gleichungen</translation>
    </message>
    <message>
        <source>Units and money</source>
        <translation>Einheiten und Geld</translation>
    </message>
    <message>
        <source>Lengths, areas, angles</source>
        <translation>Längen, Flächen, Winkel</translation>
    </message>
    <message>
        <source>Averages and ratios</source>
        <translation>Mittelwerte und Verhältnisse</translation>
    </message>
    <message>
        <source>Divisors and multiples</source>
        <translation>Teiler und Vielfache</translation>
    </message>
    <message>
        <source>Number sequences</source>
        <translation>Zahlenfolgen</translation>
    </message>
    <message>
        <source>Easy</source>
        <translation>Leicht</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>Schwer</translation>
    </message>
    <message>
        <source>{first} of {count} were right at once.</source>
        <translation>{first} von {count} waren sofort richtig.</translation>
    </message>
    <message>
        <source>{later} came right later.</source>
        <translation>{later} wurden später richtig.</translation>
    </message>
    <message>
        <source>{missed} will come again next time.</source>
        <translation>{missed} kommen beim nächsten Mal wieder.</translation>
    </message>
</context>
<context>
    <name>status</name>
    <message>
        <source>Getting ready</source>
        <translation>Macht sich bereit</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Hört zu</translation>
    </message>
    <message>
        <source>Hearing you</source>
        <translation>Hört dich</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
    <message>
        <source>Thinking and speaking</source>
        <translation>Denkt und spricht</translation>
    </message>
    <message>
        <source>Speaking</source>
        <translation>Spricht</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Kein Mikrofon</translation>
    </message>
    <message>
        <source>No speaker</source>
        <translation>Kein Lautsprecher</translation>
    </message>
    <message>
        <source>Something is wrong</source>
        <translation>Etwas stimmt nicht</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 Schritt</translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation>{n} Schritte</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>wrong, taken back</source>
        <translation>falsch, zurückgenommen</translation>
    </message>
    <message>
        <source>Plan: model, arithmetic: exact</source>
        <translation>Plan: Modell, Rechnung: exakt</translation>
    </message>
</context>
</TS>
