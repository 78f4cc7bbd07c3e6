<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Landline::Gui::AboutBox</name>
    <message>
        <source>About Landline Console</source>
        <translation>关于 Landline 控制台</translation>
    </message>
    <message>
        <source>Landline Console %1</source>
        <translation>Landline 控制台 %1</translation>
    </message>
    <message>
        <source>Shows the live connections of a Landline node, pushes to them and disconnects them.

Free software under the GNU Lesser General Public License, version 3 or later.</source>
        <translation>显示 Landline 节点的活动连接，向它们推送消息，并可断开它们。

自由软件，依据 GNU 宽通用公共许可证第 3 版或更高版本发布。</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ActionResult</name>
    <message>
        <source>queued</source>
        <translation>已排队</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>已不在</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>its send queue is full</source>
        <translation>发送队列已满</translation>
    </message>
    <message>
        <source>it was closed before</source>
        <translation>此前已关闭</translation>
    </message>
    <message>
        <source>the node never had it</source>
        <translation>节点从未有过此连接</translation>
    </message>
    <message>
        <source>the node stops</source>
        <translation>节点正在停止</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of &apos;3 queued, 1 gone&apos;</comment>
        <translation>，</translation>
    </message>
    <message numerus="yes">
        <source>%Ln queued</source>
        <translation>
            <numerusform>%Ln 个已排队</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln disconnected</source>
        <translation>
            <numerusform>%Ln 个已断开</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected</source>
        <translation>
            <numerusform>%Ln 个被拒绝</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln gone</source>
        <translation>
            <numerusform>%Ln 个已不在</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unknown</source>
        <translation>
            <numerusform>%Ln 个不存在</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent, the node stops</source>
        <translation>
            <numerusform>%Ln 个未发送，节点正在停止</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without an answer</source>
        <translation>
            <numerusform>%Ln 个没有答复</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Cells</name>
    <message>
        <source>fd</source>
        <comment>the number of a connection</comment>
        <translation>fd</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Remote address</source>
        <translation>远程地址</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>工作线程</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>连接时间</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Msgs in</source>
        <translation>收到消息</translation>
    </message>
    <message>
        <source>Msgs out</source>
        <translation>发出消息</translation>
    </message>
    <message>
        <source>Bytes in</source>
        <translation>收到字节</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>发出字节</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Subprotocol</source>
        <translation>子协议</translation>
    </message>
    <message>
        <source>User agent</source>
        <translation>用户代理</translation>
    </message>
    <message>
        <source>Connection id</source>
        <translation>连接标识</translation>
    </message>
    <message>
        <source>The number of the connection; never used again while the node lives</source>
        <translation>连接的编号；节点运行期间不会重复使用</translation>
    </message>
    <message>
        <source>The pattern that the requested path matched</source>
        <translation>请求路径所匹配的模式</translation>
    </message>
    <message>
        <source>The value of the context key that the node is configured to show</source>
        <translation>节点配置为显示的上下文键的值</translation>
    </message>
    <message>
        <source>The worker thread that owns the connection</source>
        <translation>拥有此连接的工作线程</translation>
    </message>
    <message>
        <source>When the connection was opened, in local time</source>
        <translation>连接建立的本地时间</translation>
    </message>
    <message>
        <source>Time since a message last went in or out</source>
        <translation>距最近一次收发消息的时间</translation>
    </message>
    <message>
        <source>Messages received from the client</source>
        <translation>从客户端收到的消息数</translation>
    </message>
    <message>
        <source>Messages sent to the client</source>
        <translation>发给客户端的消息数</translation>
    </message>
    <message>
        <source>Payload received from the client</source>
        <translation>从客户端收到的有效载荷</translation>
    </message>
    <message>
        <source>Payload sent to the client</source>
        <translation>发给客户端的有效载荷</translation>
    </message>
    <message>
        <source>Payload that waits to be sent; grows when the client reads too slowly</source>
        <translation>等待发送的有效载荷；客户端读取过慢时会增长</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>群组</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返时间</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Whose connection the application says it is</source>
        <translation>应用程序声明的连接所属用户</translation>
    </message>
    <message>
        <source>The groups that the connection has joined</source>
        <translation>该连接已加入的群组</translation>
    </message>
    <message>
        <source>How long the last ping and its answer took</source>
        <translation>最近一次 ping 到收到应答所用的时间</translation>
    </message>
    <message>
        <source>Messages dropped because the client reads too slowly</source>
        <translation>因客户端读取过慢而丢弃的消息</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ColumnLayout</name>
    <message>
        <source>&amp;Reset columns</source>
        <translation>重置列(&amp;R)</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Composer</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>The message to push to the selected connections</source>
        <translation>要推送给所选连接的消息</translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation>消息类型</translation>
    </message>
    <message>
        <source>What the message is: text, text that has to be JSON, or bytes written as hex</source>
        <translation>消息的种类：文本、必须是 JSON 的文本，或以十六进制书写的字节</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Binary (hex)</source>
        <translation>二进制（十六进制）</translation>
    </message>
    <message>
        <source>Messages pushed before</source>
        <translation>以前推送过的消息</translation>
    </message>
    <message>
        <source>Take up one of the last messages again</source>
        <translation>再次使用最近的一条消息</translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation>类型(&amp;K)：</translation>
    </message>
    <message>
        <source>H&amp;istory:</source>
        <translation>历史(&amp;I)：</translation>
    </message>
    <message>
        <source>nothing selected</source>
        <translation>未选择连接</translation>
    </message>
    <message>
        <source>Select the connections to push to in the table</source>
        <translation>请在表格中选择要推送的连接</translation>
    </message>
    <message>
        <source>Too long: at most %1</source>
        <translation>太长：最多 %1</translation>
    </message>
    <message>
        <source>nothing pushed yet</source>
        <translation>尚未推送过</translation>
    </message>
    <message>
        <source>choose a message</source>
        <translation>选择一条消息</translation>
    </message>
    <message numerus="yes">
        <source>to %Ln connection(s)</source>
        <translation>
            <numerusform>发给 %Ln 个连接</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ConnectionCommands</name>
    <message>
        <source>Nothing was disconnected: there is no link to the node</source>
        <translation>没有断开任何连接：与节点的链路不通</translation>
    </message>
    <message>
        <source>The filter hides fd %1</source>
        <translation>fd %1 被筛选隐藏</translation>
    </message>
    <message>
        <source>fd %1 is not connected any more</source>
        <translation>fd %1 已不再连接</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ConnectionPane</name>
    <message>
        <source>No connections</source>
        <translation>没有连接</translation>
    </message>
    <message>
        <source>Clients appear here as soon as they connect.</source>
        <translation>客户端一旦连接就会显示在这里。</translation>
    </message>
    <message>
        <source>Connect a WebSocket client to:</source>
        <translation>将 WebSocket 客户端连接到：</translation>
    </message>
    <message>
        <source>Or open the demo page in a browser:</source>
        <translation>或在浏览器中打开演示页面：</translation>
    </message>
    <message>
        <source>No connection matches the filter</source>
        <translation>没有符合筛选条件的连接</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) are there, but none that the filter lets through.</source>
        <translation>
            <numerusform>共有 %Ln 个连接，但都不符合筛选条件。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ConnectionView</name>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ConsoleActions</name>
    <message>
        <source>&amp;Reconnect</source>
        <translation>重新连接(&amp;R)</translation>
    </message>
    <message>
        <source>Drop the link to the node and connect anew</source>
        <translation>断开与节点的链路并重新连接</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close the console; the node goes on running</source>
        <translation>关闭控制台；节点继续运行</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Select all connections that are shown</source>
        <translation>选择显示的全部连接</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>复制行(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected rows, with tabs between the cells</source>
        <translation>复制所选的行，单元格以制表符分隔</translation>
    </message>
    <message>
        <source>&amp;Message…</source>
        <translation>消息(&amp;M)…</translation>
    </message>
    <message>
        <source>Write a message to the selected connections</source>
        <translation>给所选连接写一条消息</translation>
    </message>
    <message>
        <source>&amp;Push</source>
        <translation>推送(&amp;P)</translation>
    </message>
    <message>
        <source>Push the message to the selected connections</source>
        <translation>将消息推送给所选连接</translation>
    </message>
    <message>
        <source>&amp;Disconnect…</source>
        <translation>断开(&amp;D)…</translation>
    </message>
    <message>
        <source>Disconnect the selected connections, after a question</source>
        <translation>确认后断开所选连接</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>Choose which connections are shown</source>
        <translation>选择要显示哪些连接</translation>
    </message>
    <message>
        <source>Cl&amp;ear filter</source>
        <translation>清除筛选(&amp;E)</translation>
    </message>
    <message>
        <source>Show all connections again</source>
        <translation>重新显示所有连接</translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation>下一个窗格(&amp;N)</translation>
    </message>
    <message>
        <source>Move on: table, message, log, filter</source>
        <translation>依次切换：表格、消息、日志、筛选</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put panes and columns where they were at first</source>
        <translation>将窗格和列恢复到最初的位置</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>List all keys</source>
        <translation>列出所有按键</translation>
    </message>
    <message>
        <source>&amp;About Landline Console</source>
        <translation>关于 Landline 控制台(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本与许可证</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>跟随桌面(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>Dar&amp;k</source>
        <translation>深色(&amp;K)</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::CopyLine</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::DisconnectDialog</name>
    <message>
        <source>fd %1</source>
        <translation>fd %1</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>This cannot be undone; clients may connect again by themselves.</source>
        <translation>此操作无法撤销；客户端可能会自行重新连接。</translation>
    </message>
    <message>
        <source>4000 of your own (4000 to 4999)</source>
        <translation>4000 自定义（4000 至 4999）</translation>
    </message>
    <message>
        <source>The close code that the client sees; any of 1000 to 1003, 1007 to 1014 and 3000 to 4999</source>
        <translation>客户端看到的关闭代码；可用 1000 至 1003、1007 至 1014、3000 至 4999</translation>
    </message>
    <message>
        <source>&amp;Code:</source>
        <translation>代码(&amp;C)：</translation>
    </message>
    <message>
        <source>The client sees it too; may be empty</source>
        <translation>客户端也会看到；可以留空</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>原因(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Type %1 to confirm:</source>
        <translation>输入 %1 以确认(&amp;T)：</translation>
    </message>
    <message>
        <source>&amp;Disconnect %1</source>
        <translation>断开 %1 个(&amp;D)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1 / %2 bytes</source>
        <translation>%1 / %2 字节</translation>
    </message>
    <message>
        <source>This code cannot be sent: take 1000 to 1003, 1007 to 1014 or 3000 to 4999.</source>
        <translation>此代码不能发送：请使用 1000 至 1003、1007 至 1014 或 3000 至 4999。</translation>
    </message>
    <message>
        <source>The reason is too long: at most %1 bytes.</source>
        <translation>原因太长：最多 %1 字节。</translation>
    </message>
    <message numerus="yes">
        <source>Disconnect %Ln connection(s)?</source>
        <translation>
            <numerusform>断开 %Ln 个连接？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>以及另外 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventLog</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>&amp;Pause log</source>
        <translation>暂停日志(&amp;P)</translation>
    </message>
    <message>
        <source>Stop the log from moving; what comes meanwhile is shown afterwards</source>
        <translation>停止日志滚动；期间的内容稍后显示</translation>
    </message>
    <message>
        <source>C&amp;lear log</source>
        <translation>清空日志(&amp;L)</translation>
    </message>
    <message>
        <source>Forget all lines of the log</source>
        <translation>清除日志的所有行</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new line(s) waiting</source>
        <translation>
            <numerusform>%Ln 行新日志等待显示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::EventText</name>
    <message>
        <source>fd %1</source>
        <translation>fd %1</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Pushed</source>
        <translation>已推送</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>Console connected</source>
        <translation>控制台已连接</translation>
    </message>
    <message>
        <source>Console left</source>
        <translation>控制台已离开</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>how a connection ended, and the reason given</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>by the client</source>
        <translation>由客户端</translation>
    </message>
    <message>
        <source>by the server</source>
        <translation>由服务器</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>1000 normal closure</source>
        <translation>1000 正常关闭</translation>
    </message>
    <message>
        <source>1001 going away</source>
        <translation>1001 离开</translation>
    </message>
    <message>
        <source>1002 protocol error</source>
        <translation>1002 协议错误</translation>
    </message>
    <message>
        <source>1003 unsupported data</source>
        <translation>1003 不支持的数据</translation>
    </message>
    <message>
        <source>1005 no code given</source>
        <translation>1005 未给出代码</translation>
    </message>
    <message>
        <source>1006 without a close frame</source>
        <translation>1006 没有关闭帧</translation>
    </message>
    <message>
        <source>1007 invalid payload</source>
        <translation>1007 无效载荷</translation>
    </message>
    <message>
        <source>1008 policy violation</source>
        <translation>1008 违反策略</translation>
    </message>
    <message>
        <source>1009 message too big</source>
        <translation>1009 消息过大</translation>
    </message>
    <message>
        <source>1011 internal error</source>
        <translation>1011 内部错误</translation>
    </message>
    <message>
        <source>1012 service restart</source>
        <translation>1012 服务重启</translation>
    </message>
    <message>
        <source>1013 try again later</source>
        <translation>1013 请稍后重试</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>推送</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <comment>outcome of a push, and the message</comment>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <comment>outcome of a disconnect, and its code and reason</comment>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有答复</translation>
    </message>
    <message>
        <source>nobody knows whether it happened</source>
        <translation>无法得知是否已执行</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>以及另外 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已略过</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) skipped</source>
        <translation>
            <numerusform>略过了 %Ln 个事件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation>筛选 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Words that have to be found in a connection: its fd, server, route, path, label, address or user agent.
With a field: route:/chat label:ann server:ws peer:10.0. worker:2 fd:12 agent:curl</source>
        <translation>连接中必须包含的词：fd、服务器、路由、路径、标签、地址或用户代理。
指定字段：route:/chat label:ann server:ws peer:10.0. worker:2 fd:12 agent:curl</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Show the connections of one server only</source>
        <translation>只显示一个服务器的连接</translation>
    </message>
    <message>
        <source>All servers</source>
        <translation>所有服务器</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>how many connections the filter shows</comment>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::HealthText</name>
    <message>
        <source>the node is full</source>
        <translation>节点连接数已满</translation>
    </message>
    <message>
        <source>the server is full</source>
        <translation>服务器连接数已满</translation>
    </message>
    <message>
        <source>too many connections of one address</source>
        <translation>同一地址的连接过多</translation>
    </message>
    <message>
        <source>too many handshakes of one address</source>
        <translation>同一地址的握手过于频繁</translation>
    </message>
    <message>
        <source>not a valid handshake</source>
        <translation>握手无效</translation>
    </message>
    <message>
        <source>pages of foreign origins</source>
        <translation>来自其他来源的网页</translation>
    </message>
    <message>
        <source>no such route</source>
        <translation>没有该路由</translation>
    </message>
    <message>
        <source>by middleware</source>
        <translation>被中间件拒绝</translation>
    </message>
    <message>
        <source>TLS failed</source>
        <translation>TLS 失败</translation>
    </message>
    <message>
        <source>Refused %1</source>
        <translation>拒绝 %1</translation>
    </message>
    <message>
        <source>Cut off %1</source>
        <translation>切断 %1</translation>
    </message>
    <message>
        <source>Dropped %1</source>
        <translation>丢弃 %1</translation>
    </message>
    <message>
        <source>Handshakes that were refused since the node started:</source>
        <translation>节点启动以来被拒绝的握手：</translation>
    </message>
    <message>
        <source>Connections that were cut off:</source>
        <translation>被切断的连接：</translation>
    </message>
    <message>
        <source>nothing came from the client any more</source>
        <translation>客户端不再有任何数据</translation>
    </message>
    <message>
        <source>the client read too slowly</source>
        <translation>客户端读取过慢</translation>
    </message>
    <message>
        <source>the client sent too much</source>
        <translation>客户端发送过多</translation>
    </message>
    <message>
        <source>Messages dropped for slow clients: %1</source>
        <translation>因客户端过慢而丢弃的消息：%1</translation>
    </message>
    <message>
        <source>Lag %1 ms</source>
        <translation>延迟 %1 毫秒</translation>
    </message>
    <message>
        <source>How long each worker let others wait</source>
        <translation>各工作线程让其他任务等待的时间</translation>
    </message>
    <message>
        <source>Worker %1: %2 ms lately, %3 ms at most</source>
        <translation>工作线程 %1：近期 %2 毫秒，最长 %3 毫秒</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::LinkProblem</name>
    <message>
        <source>This node speaks another version of the admin protocol</source>
        <translation>此节点使用另一版本的管理协议</translation>
    </message>
    <message>
        <source>The console speaks version %1, the node version %2. Use the console that came with the node.</source>
        <translation>控制台使用版本 %1，节点使用版本 %2。请使用随节点提供的控制台。</translation>
    </message>
    <message>
        <source>The console speaks version %1. Use the console that came with the node.</source>
        <translation>控制台使用版本 %1。请使用随节点提供的控制台。</translation>
    </message>
    <message>
        <source>No node found</source>
        <translation>未找到节点</translation>
    </message>
    <message>
        <source>Nobody listens on the socket below. Start a node; the console then connects by itself.</source>
        <translation>下面的套接字无人监听。请启动一个节点，控制台随后会自动连接。</translation>
    </message>
    <message>
        <source>The node has stopped</source>
        <translation>节点已停止</translation>
    </message>
    <message>
        <source>Start it again; the console then connects by itself.</source>
        <translation>请重新启动节点，控制台随后会自动连接。</translation>
    </message>
    <message>
        <source>The link to the node is broken</source>
        <translation>与节点的链路已中断</translation>
    </message>
    <message>
        <source>The console goes on trying to connect.</source>
        <translation>控制台会继续尝试连接。</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不足</translation>
    </message>
    <message>
        <source>The socket or the node behind it belongs to another user. Start the console as the user who runs the node.</source>
        <translation>该套接字或其后的节点属于其他用户。请以运行节点的用户身份启动控制台。</translation>
    </message>
    <message>
        <source>Too many consoles</source>
        <translation>控制台过多</translation>
    </message>
    <message>
        <source>The node takes no further console just now. Close another one, then reconnect.</source>
        <translation>节点暂时不再接受控制台。请关闭另一个控制台，然后重新连接。</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>The console asks for the node on the socket below.</source>
        <translation>控制台正在通过下面的套接字查找节点。</translation>
    </message>
    <message>
        <source>The node rejected the link</source>
        <translation>节点拒绝了链路</translation>
    </message>
    <message>
        <source>It did not understand the console. The console goes on trying to connect.</source>
        <translation>节点无法理解控制台的请求。控制台会继续尝试连接。</translation>
    </message>
    <message>
        <source>Not a Landline node</source>
        <translation>不是 Landline 节点</translation>
    </message>
    <message>
        <source>The program that listens on the socket does not speak the admin protocol.</source>
        <translation>监听该套接字的程序不使用管理协议。</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::MainWindow</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>&amp;Node</source>
        <translation>节点(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Connections</source>
        <translation>连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>列(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>外观(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation>关于 Qt(&amp;Q)</translation>
    </message>
    <message>
        <source>%1 — Landline Console</source>
        <translation>%1 — Landline 控制台</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::NodePage</name>
    <message>
        <source>Socket:</source>
        <translation>套接字：</translation>
    </message>
    <message>
        <source>Start a node with:</source>
        <translation>启动节点的命令：</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::NodeSession</name>
    <message>
        <source>Node refused</source>
        <translation>节点拒绝</translation>
    </message>
    <message>
        <source>to %1, %2</source>
        <translation>到 %1，%2</translation>
    </message>
    <message>
        <source>Link up</source>
        <translation>链路已通</translation>
    </message>
    <message>
        <source>Link lost</source>
        <translation>链路中断</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>The node has not answered for %1 s</source>
        <translation>节点已有 %1 秒没有应答</translation>
    </message>
    <message>
        <source>Answers again</source>
        <translation>恢复应答</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Payload</name>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>第 %1 行第 %2 列：%3</translation>
    </message>
    <message>
        <source>the object has no end</source>
        <translation>对象没有结束</translation>
    </message>
    <message>
        <source>a colon is missing after a name</source>
        <translation>名称后缺少冒号</translation>
    </message>
    <message>
        <source>the array has no end</source>
        <translation>数组没有结束</translation>
    </message>
    <message>
        <source>a comma is missing between values</source>
        <translation>值之间缺少逗号</translation>
    </message>
    <message>
        <source>no JSON value</source>
        <translation>不是 JSON 值</translation>
    </message>
    <message>
        <source>no valid number</source>
        <translation>数字无效</translation>
    </message>
    <message>
        <source>no valid escape sequence</source>
        <translation>转义序列无效</translation>
    </message>
    <message>
        <source>not valid Unicode</source>
        <translation>不是有效的 Unicode</translation>
    </message>
    <message>
        <source>the string has no end</source>
        <translation>字符串没有结束</translation>
    </message>
    <message>
        <source>a name or value is missing</source>
        <translation>缺少名称或值</translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>too long</source>
        <translation>太长</translation>
    </message>
    <message>
        <source>there is more than one value</source>
        <translation>有多于一个值</translation>
    </message>
    <message>
        <source>not a hexadecimal digit</source>
        <translation>不是十六进制数字</translation>
    </message>
    <message>
        <source>a byte takes two digits</source>
        <translation>一个字节需要两位数字</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>What they do</source>
        <translation>作用</translation>
    </message>
    <message>
        <source>Tab, Shift+Tab</source>
        <translation>Tab、Shift+Tab</translation>
    </message>
    <message>
        <source>To the next or previous field</source>
        <translation>到下一个或上一个字段</translation>
    </message>
    <message>
        <source>Shift+Arrows, Ctrl+Space</source>
        <translation>Shift+方向键、Ctrl+空格</translation>
    </message>
    <message>
        <source>Select more rows, or one row more</source>
        <translation>多选几行，或再选一行</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>In the filter: on to the table. In the log: to that connection</source>
        <translation>在筛选中：转到表格。在日志中：转到该连接</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::StaleBanner</name>
    <message>
        <source>Node stopped at %1 — data is stale</source>
        <translation>节点已于 %1 停止 — 数据已过时</translation>
    </message>
    <message>
        <source>Not connected since %1 — data is stale</source>
        <translation>自 %1 起未连接 — 数据已过时</translation>
    </message>
    <message>
        <source>No answer since %1 — data is stale</source>
        <translation>自 %1 起无应答 — 数据已过时</translation>
    </message>
    <message>
        <source>%1. %2.</source>
        <comment>why data is stale, and the problem</comment>
        <translation>%1。%2。</translation>
    </message>
</context>
<context>
    <name>Landline::Gui::StatusLine</name>
    <message>
        <source>Worker threads of the node</source>
        <translation>节点的工作线程</translation>
    </message>
    <message>
        <source>Selected connections: what is pushed goes to them</source>
        <translation>所选连接：推送将发给它们</translation>
    </message>
    <message>
        <source>Live connections, and how many of them the filter shows</source>
        <translation>活动连接数，以及筛选后显示的数量</translation>
    </message>
    <message>
        <source>Messages per second from and to all clients, over the last seconds</source>
        <translation>最近几秒内所有客户端每秒收发的消息数</translation>
    </message>
    <message>
        <source>Process %1, started %2
Socket %3</source>
        <translation>进程 %1，启动于 %2
套接字 %3</translation>
    </message>
    <message>
        <source>↓ %1/s  ↑ %2/s</source>
        <comment>messages in and out per second</comment>
        <translation>↓ %1/秒  ↑ %2/秒</translation>
    </message>
    <message>
        <source>%1, %2 shown</source>
        <translation>%1，显示 %2 个</translation>
    </message>
    <message numerus="yes">
        <source>%Ln worker(s)</source>
        <translation>
            <numerusform>%Ln 个工作线程</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>已选 %Ln 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Landline::Gui::Units</name>
    <message numerus="yes">
        <source>%1 byte(s)</source>
        <comment>%1 is the number, already written out</comment>
        <translation>
            <numerusform>%1 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
</context>
</TS>
