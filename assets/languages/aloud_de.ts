<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
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
        <source>Go on downloading</source>
        <translation>Weiter herunterladen</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen …</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
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
    <name>Composer</name>
    <message>
        <source>Type a question, or ask aloud</source>
        <translation>Frage eintippen oder laut stellen</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
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
        <source>times</source>
        <translation>mal</translation>
    </message>
    <message>
        <source>divided by</source>
        <translation>geteilt durch</translation>
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
        <source>Ask away. The question ends when you pause.</source>
        <translation>Frag einfach. Die Frage endet mit einer Pause.</translation>
    </message>
    <message>
        <source>Let go of Space or press the button to send</source>
        <translation>Leertaste loslassen oder Knopf drücken, um zu senden</translation>
    </message>
    <message>
        <source>Esc stops the answer</source>
        <translation>Esc stoppt die Antwort</translation>
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
        <source>The starter model is already here and works at once.</source>
        <translation>Das Startmodell ist schon da und läuft sofort.</translation>
    </message>
    <message>
        <source>Begin with the starter</source>
        <translation>Mit dem Startmodell beginnen</translation>
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
        <source>Ask a question aloud. The answer is spoken at once, and you can watch the thinking that goes on meanwhile. Everything runs on this computer; what you say does not leave it.</source>
        <translation>Stelle laut eine Frage. Die Antwort wird sofort gesprochen, und du kannst dem Denken zusehen, das dabei weitergeht. Alles läuft auf diesem Computer; was du sagst, verlässt ihn nicht.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>The model to begin with</source>
        <translation>Das Modell für den Anfang</translation>
    </message>
    <message>
        <source>The starter model is already here, works at once, and is what fits this computer ({why}).</source>
        <translation>Das Startmodell ist schon da, läuft sofort und passt zu diesem Computer ({why}).</translation>
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
        <source>Teacher&apos;s view (F11)</source>
        <translation>Lehreransicht (F11)</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>Einstellungen (Strg+,)</translation>
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
        <source>Find in questions, answers and reasoning</source>
        <translation>In Fragen, Antworten und Gedanken suchen</translation>
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
        <source>No session was saved yet.</source>
        <translation>Noch keine Sitzung gespeichert.</translation>
    </message>
    <message>
        <source>Spoken question</source>
        <translation>Gesprochene Frage</translation>
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
    <name>Library</name>
    <message>
        <source>History (Ctrl+O)</source>
        <translation>Verlauf (Strg+O)</translation>
    </message>
    <message>
        <source>Models (Ctrl+B)</source>
        <translation>Modelle (Strg+B)</translation>
    </message>
    <message>
        <source>{name} is here; choose it under Models.</source>
        <translation>{name} ist da; wähle es unter „Modelle“.</translation>
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
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of the window. The tutor itself hears and speaks English.</source>
        <translation>Die des Fensters. Der Tutor selbst hört und spricht Englisch.</translation>
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
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Graphics card if it fits, else processor</source>
        <translation>Grafikkarte, wenn es passt, sonst Prozessor</translation>
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
        <source>Address of another bundle, https://…/bundle.toml</source>
        <translation>Adresse eines anderen Pakets, https://…/bundle.toml</translation>
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
        <source>{name} is here and every file is right.</source>
        <translation>{name} ist da, und jede Datei stimmt.</translation>
    </message>
    <message>
        <source>{name} is being loaded.</source>
        <translation>{name} wird geladen.</translation>
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
    <name>Presenter</name>
    <message>
        <source>Sorry, I didn&apos;t catch that. Please ask again.</source>
        <translation>Das habe ich leider nicht verstanden. Bitte frag noch einmal.</translation>
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
        <source>What was downloaded is kept; the next try goes on from there</source>
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
        <source>Asking the server what it holds…</source>
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
        <source>Spoken question</source>
        <translation>Gesprochene Frage</translation>
    </message>
    <message>
        <source>Writing down what you asked…</source>
        <translation>Deine Frage wird aufgeschrieben …</translation>
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
    <name>RoomTestBox</name>
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
        <source>Room: {level:.0f} dB.</source>
        <translation>Raum: {level:.0f} dB.</translation>
    </message>
    <message>
        <source>No voice was heard.</source>
        <translation>Es war keine Stimme zu hören.</translation>
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
</context>
<context>
    <name>SoundPage</name>
    <message>
        <source>The system&apos;s</source>
        <translation>Vom System</translation>
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
        <source>Look for devices again</source>
        <translation>Noch einmal nach Geräten suchen</translation>
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
        <translation>Stimme stumm: Antworten nur als Text</translation>
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
        <source>Taken out of the microphone (loudspeaker)</source>
        <translation>Wird aus dem Mikrofon herausgerechnet (Lautsprecher)</translation>
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
        <source>Ask a question; it is shown here for everybody.</source>
        <translation>Stelle eine Frage; hier sehen sie alle.</translation>
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
        <source>Show or hide this answer&apos;s reasoning</source>
        <translation>Gedanken zu dieser Antwort zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Play the answer again</source>
        <translation>Antwort noch einmal abspielen</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Antwort kopieren</translation>
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
        <source>Stopped</source>
        <translation>Gestoppt</translation>
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
        <source>first sound after {seconds} s</source>
        <translation>erster Ton nach {seconds} s</translation>
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
        <source>Something went wrong in the window.</source>
        <translation>Im Fenster ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>What happened is in {file}.</source>
        <translation>Was geschah, steht in {file}.</translation>
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
</context>
</TS>
