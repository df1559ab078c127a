using Google.Protobuf.Reflection;

namespace CriSharp.Tests.Architecture;

/// <summary>A schema as a set of plain statements, one for each thing that clients can see, so that two schemas differ in readable lines.</summary>
internal static class CriFacts
{
    public static IEnumerable<string> Of(FileDescriptor file) =>
    [
        $"package {file.Package}",
        .. file.Services.SelectMany(service => service.Methods).Select(OfMethod),
        .. file.EnumTypes.SelectMany(OfEnum),
        .. file.MessageTypes.SelectMany(OfMessage),
    ];

    private static string OfMethod(MethodDescriptor method)
    {
        var request = Streamed(method.IsClientStreaming, method.InputType);
        var response = Streamed(method.IsServerStreaming, method.OutputType);
        return $"rpc {method.FullName}({request}) returns ({response})";
    }

    private static string Streamed(bool isStream, MessageDescriptor message) => isStream ? $"stream {message.FullName}" : message.FullName;

    private static IEnumerable<string> OfEnum(EnumDescriptor type) =>
        type.Values.Select(value => $"enum {type.FullName}: {value.Name} = {value.Number}").Prepend($"enum {type.FullName}");

    private static IEnumerable<string> OfMessage(MessageDescriptor message) =>
    [
        $"message {message.FullName}",
        .. message.Fields.InDeclarationOrder().Select(OfField),
        .. message.EnumTypes.SelectMany(OfEnum),
        .. message.NestedTypes.Where(nested => !IsMapEntry(nested)).SelectMany(OfMessage),
    ];

    private static string OfField(FieldDescriptor field)
    {
        var proto = field.ToProto();
        var oneof = field.ContainingOneof is { } group ? $" in oneof {group.Name}" : "";
        var deprecated = proto.Options?.Deprecated == true ? " deprecated" : "";
        var redacted = proto.Options?.DebugRedact == true ? " debug_redact" : "";
        var options = $"{oneof}{deprecated}{redacted}";
        return $"message {field.ContainingType.FullName}: {TypeOf(field)} {field.Name} = {field.FieldNumber} json {field.JsonName}{options}";
    }

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            return $"map<{NameOf(field.MessageType.FindFieldByNumber(1))}, {NameOf(field.MessageType.FindFieldByNumber(2))}>";
        }

        var label = field switch
        {
            { IsRepeated: true } => "repeated ",
            { HasPresence: true, FieldType: not FieldType.Message } => "optional ",
            _ => "",
        };
        return label + NameOf(field);
    }

    private static string NameOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        var scalar => scalar.ToString().ToLowerInvariant(),
    };

    private static bool IsMapEntry(MessageDescriptor message) => message.ToProto().Options?.MapEntry == true;
}
