<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Landline::Gui::ActionResult</name>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disconnected</source>
        <translation>
            <numerusform>%n disconnected</numerusform>
            <numerusform>%n disconnected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected</source>
        <translation>
            <numerusform>%n rejected</numerusform>
            <numerusform>%n rejected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gone</source>
        <translation>
            <numerusform>%n gone</numerusform>
            <numerusform>%n gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unknown</numerusform>
            <numerusform>%n unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not sent, the node stops</source>
        <translation>
            <numerusform>%n not sent, the node stops</numerusform>
            <numerusform>%n not sent, the node stops</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without an answer</source>
        <translation>
            <numerusform>%n without an answer</numerusform>
            <numerusform>%n without an answer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Composer</name>
    <message numerus="yes">
        <source>to %n connection(s)</source>
        <translation>
            <numerusform>to %n connection</numerusform>
            <numerusform>to %n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ConnectionPane</name>
    <message numerus="yes">
        <source>%n connection(s) are there, but none that the filter lets through.</source>
        <translation>
            <numerusform>%n connection are there, but none that the filter lets through.</numerusform>
            <numerusform>%n connections are there, but none that the filter lets through.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::DisconnectDialog</name>
    <message numerus="yes">
        <source>Disconnect %n connection(s)?</source>
        <translation>
            <numerusform>Disconnect %n connection?</numerusform>
            <numerusform>Disconnect %n connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventLog</name>
    <message numerus="yes">
        <source>%n new line(s) waiting</source>
        <translation>
            <numerusform>%n new line waiting</numerusform>
            <numerusform>%n new lines waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventText</name>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::StatusLine</name>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n worker</numerusform>
            <numerusform>%n workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Units</name>
    <message numerus="yes">
        <source>%1 byte(s)</source>
        <comment>%1 is the number, already written out</comment>
        <translation>
            <numerusform>%1 byte</numerusform>
            <numerusform>%1 bytes</numerusform>
        </translation>
    </message>
</context>
</TS>
