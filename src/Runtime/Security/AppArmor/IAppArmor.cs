namespace CriSharp.Runtime.Security.AppArmor;

/// <summary>AppArmor on this node (apparmor(7)).</summary>
public interface IAppArmor
{
    /// <summary>What is there now: profiles come and go while the node runs.</summary>
    AppArmorFacts Read();

    /// <summary>As <see cref="Read"/>; a default profile that somebody has unloaded since <see cref="LoadDefaultAsync"/> is loaded again first.</summary>
    Task<AppArmorFacts> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sees to it that <see cref="AppArmorDefault"/> is loaded, with the text that this daemon has; <paramref name="directory"/>, emptied by a
    /// reboot, keeps what was loaded. A profile of that name that somebody else has loaded is left. What goes wrong is logged and told by
    /// <see cref="AppArmorFacts.DefaultProblem"/>. Nothing to do without AppArmor.
    /// </summary>
    Task LoadDefaultAsync(string directory, CancellationToken cancellationToken);
}
