<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Landline::Gui::ActionResult</name>
    <message numerus="yes">
        <source>%Ln queued</source>
        <translation>
            <numerusform>%Ln queued</numerusform>
            <numerusform>%Ln queued</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln disconnected</source>
        <translation>
            <numerusform>%Ln disconnected</numerusform>
            <numerusform>%Ln disconnected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected</source>
        <translation>
            <numerusform>%Ln rejected</numerusform>
            <numerusform>%Ln rejected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln gone</source>
        <translation>
            <numerusform>%Ln gone</numerusform>
            <numerusform>%Ln gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unknown</source>
        <translation>
            <numerusform>%Ln unknown</numerusform>
            <numerusform>%Ln unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent, the node stops</source>
        <translation>
            <numerusform>%Ln not sent, the node stops</numerusform>
            <numerusform>%Ln not sent, the node stops</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without an answer</source>
        <translation>
            <numerusform>%Ln without an answer</numerusform>
            <numerusform>%Ln without an answer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Composer</name>
    <message numerus="yes">
        <source>to %Ln connection(s)</source>
        <translation>
            <numerusform>to %Ln connection</numerusform>
            <numerusform>to %Ln connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ConnectionPane</name>
    <message numerus="yes">
        <source>%Ln connection(s) are there, but none that the filter lets through.</source>
        <translation>
            <numerusform>%Ln connection are there, but none that the filter lets through.</numerusform>
            <numerusform>%Ln connections are there, but none that the filter lets through.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::DisconnectDialog</name>
    <message numerus="yes">
        <source>Disconnect %Ln connection(s)?</source>
        <translation>
            <numerusform>Disconnect %Ln connection?</numerusform>
            <numerusform>Disconnect %Ln connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventLog</name>
    <message numerus="yes">
        <source>%Ln new line(s) waiting</source>
        <translation>
            <numerusform>%Ln new line waiting</numerusform>
            <numerusform>%Ln new lines waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventText</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) skipped</source>
        <translation>
            <numerusform>%Ln event skipped</numerusform>
            <numerusform>%Ln events skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::StatusLine</name>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln worker</numerusform>
            <numerusform>%Ln workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
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
