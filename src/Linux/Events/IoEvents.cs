namespace CriSharp.Linux.Events;

/// <summary>What can be awaited on a descriptor (epoll_ctl(2)).</summary>
[Flags]
public enum IoEvents : uint
{
    None = 0,
    Readable = 0x1, // EPOLLIN
    Exceptional = 0x2, // EPOLLPRI: a file of cgroupfs has changed
    Writable = 0x4, // EPOLLOUT
    Error = 0x8, // EPOLLERR, always told
    HangUp = 0x10, // EPOLLHUP, always told
    PeerClosed = 0x2000, // EPOLLRDHUP
    EdgeTriggered = 0x80000000, // EPOLLET
}
