namespace EfficientNet.Architecture;

/// <summary>The nonlinearity after a convolution.</summary>
public enum ActivationFunction
{
    /// <summary>x · sigmoid(x), also called SiLU (arXiv 1905.11946, section 5).</summary>
    Swish,

    /// <summary>x cut to 0 .. 6; EfficientNet-Lite uses it because it quantizes well.</summary>
    Relu6,

    /// <summary>x, or 0 where it is negative; EfficientNet-EdgeTPU uses it because accelerators run it fast.</summary>
    Relu,
}
