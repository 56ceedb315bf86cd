namespace Microsoft.ML;

public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName)
    {
        if (string.IsNullOrWhiteSpace(contractName))
            throw new ArgumentOutOfRangeException(nameof(contractName), "contractName cannot be null or white space");
        ContractName = contractName;
    }

    public string ContractName { get; }
}
