using Google.Protobuf.Reflection;

namespace CriSharp.Grpc.Services;

/// <summary>The files that describe the services, by name and by the names they declare.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];

    private DescriptorIndex()
    {
    }

    public static DescriptorIndex Of(IEnumerable<ServiceDescriptor> services)
    {
        var index = new DescriptorIndex();
        foreach (var file in services.SelectMany(service => WithImports(service.File)))
        {
            if (index._files.TryAdd(file.Name, file))
            {
                index.AddSymbols(file);
            }
        }

        return index;
    }

    /// <summary>The file and all that it imports, each once, imports before those that need them.</summary>
    public static IReadOnlyCollection<FileDescriptor> WithImports(FileDescriptor file)
    {
        var ordered = new OrderedDictionary<string, FileDescriptor>();
        Visit(file);
        return ordered.Values;

        void Visit(FileDescriptor each)
        {
            foreach (var import in each.Dependencies)
            {
                Visit(import);
            }

            ordered.TryAdd(each.Name, each);
        }
    }

    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FindSymbol(string fullName) => _symbols.GetValueOrDefault(fullName);

    private void AddSymbols(FileDescriptor file)
    {
        foreach (var service in file.Services)
        {
            Add(service);
            AddAll(service.Methods);
        }

        AddAll(file.EnumTypes);
        foreach (var message in file.MessageTypes)
        {
            AddMessage(message);
        }
    }

    private void AddMessage(MessageDescriptor message)
    {
        Add(message);
        AddAll(message.Fields.InDeclarationOrder());
        AddAll(message.EnumTypes);
        foreach (var nested in message.NestedTypes)
        {
            AddMessage(nested);
        }
    }

    private void AddAll(IEnumerable<IDescriptor> symbols)
    {
        foreach (var symbol in symbols)
        {
            Add(symbol);
        }
    }

    private void Add(IDescriptor symbol) => _symbols[symbol.FullName] = symbol.File;
}
