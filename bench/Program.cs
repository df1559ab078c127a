using CriSharp.Bench;

if (Plan.Parse(args) is not { } plan)
{
    await Console.Error.WriteLineAsync(Plan.Usage);
    return 2;
}

var peers = plan.Peers.Select(peer => new Peer(peer.Name, peer.Socket, plan)).ToList();
try
{
    foreach (var peer in peers)
    {
        await peer.ReadyAsync();
    }

    var report = new Report([.. peers.Select(peer => peer.Name)]);
    await new Comparison(peers, plan, report).RunAsync();
    report.Print(Console.Out);
    return 0;
}
finally
{
    peers.ForEach(peer => peer.Dispose());
}
