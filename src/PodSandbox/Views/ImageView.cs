using System.Globalization;
using CriSharp.Images;

namespace CriSharp.PodSandbox.Views;

/// <summary>An image as the CRI shows it.</summary>
public static class ImageView
{
    /// <param name="image">The image.</param>
    /// <param name="asked">The spec a client asked with; its annotations are echoed.</param>
    public static Cri.Image Item(ImageRecord image, Cri.ImageSpec? asked = null)
    {
        var item = new Cri.Image
        {
            Id = image.Id,
            Size = (ulong)image.SizeBytes,
            Spec = new Cri.ImageSpec { Image = image.Tags is [var tag, ..] ? tag : image.Id },
        };
        item.RepoTags.Add(image.Tags);
        item.RepoDigests.Add(image.Digests);
        if (asked is not null)
        {
            item.Spec.Annotations.Add(asked.Annotations);
        }

        ShowUser(item, image.Config.User);
        return item;
    }

    // Either the number or the name, never both: the kubelet decides runAsNonRoot by them. A group is not its matter.
    private static void ShowUser(Cri.Image item, string user)
    {
        var name = user.Split(':')[0];
        if (name.Length == 0)
        {
            item.Uid = new Cri.Int64Value { Value = 0 };
        }
        else if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var uid))
        {
            item.Uid = new Cri.Int64Value { Value = uid };
        }
        else
        {
            item.Username = name;
        }
    }
}
