using System.Runtime.InteropServices;

namespace Microsoft.ML.Data.Imaging;

/// <summary>The few entries of libvips' C interface that decoding and saving need.</summary>
internal static unsafe class Vips
{
    private const string Library = "vips-cpp";

    public const int FormatByte = 0;
    public const int FormatUnsignedShort = 2;
    public const int InterpretationCmyk = 15;

    /// <summary>Starts libvips once; throws where it cannot be loaded.</summary>
    static Vips()
    {
        if (vips_init("Microsoft.ML.ImageAnalytics") != 0)
            throw new InvalidOperationException($"libvips did not start: {TakeError()}");
        // Whoever scores rows in parallel does so on threads of their own; and nothing is ever decoded twice.
        vips_concurrency_set(1);
        vips_cache_set_max(0);
        // Damaged files are common here; libvips' warnings about them would go to the console.
        g_log_set_handler("VIPS", AnyLogLevel, &Ignore, null);
    }

    private const uint AnyLogLevel = 0xFFFFFFFC | 0x3;

    /// <summary>The name of the loader for these bytes, or null where they are no picture libvips knows.</summary>
    public static string FindLoader(byte* bytes, int length)
    {
        var name = Marshal.PtrToStringUTF8(vips_foreign_find_load_buffer(bytes, (nuint)length));
        if (name is null)
            vips_error_clear();
        return name;
    }

    /// <summary>A picture over the bytes, which must stay where they are until it is released; zero on failure.</summary>
    public static nint Open(byte* bytes, int length, string options) =>
        vips_image_new_from_buffer(bytes, (nuint)length, options, 0, 0, 0, 0, 0, 0, 0);

    public static void Save(nint image, string path)
    {
        if (vips_image_write_to_file(image, path, 0, 0, 0, 0, 0, 0, 0, 0) != 0)
            throw new InvalidOperationException($"libvips could not write {path}: {TakeError()}");
    }

    public static string TakeError()
    {
        var text = Marshal.PtrToStringUTF8(vips_error_buffer()) ?? "";
        vips_error_clear();
        return text.Trim();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Ignore(byte* domain, uint level, byte* message, void* data)
    {
    }

    [DllImport(Library)]
    public static extern int vips_image_get_width(nint image);

    [DllImport(Library)]
    public static extern int vips_image_get_height(nint image);

    [DllImport(Library)]
    public static extern int vips_image_get_bands(nint image);

    [DllImport(Library)]
    public static extern int vips_image_get_format(nint image);

    [DllImport(Library)]
    public static extern int vips_image_get_interpretation(nint image);

    [DllImport(Library)]
    public static extern byte* vips_image_write_to_memory(nint image, out nuint size);

    [DllImport(Library)]
    public static extern nint vips_image_new_from_memory(byte* data, nuint size, int width, int height, int bands, int format);

    [DllImport(Library)]
    public static extern void g_object_unref(nint image);

    [DllImport(Library)]
    public static extern void g_free(void* memory);

    [DllImport(Library)]
    public static extern void vips_error_clear();

    [DllImport(Library)]
    private static extern nint vips_error_buffer();

    [DllImport(Library)]
    private static extern int vips_init([MarshalAs(UnmanagedType.LPUTF8Str)] string program);

    [DllImport(Library)]
    private static extern void vips_concurrency_set(int threads);

    [DllImport(Library)]
    private static extern void vips_cache_set_max(int operations);

    [DllImport(Library)]
    private static extern uint g_log_set_handler([MarshalAs(UnmanagedType.LPUTF8Str)] string domain, uint levels,
        delegate* unmanaged[Cdecl]<byte*, uint, byte*, void*, void> handler, void* data);

    [DllImport(Library)]
    private static extern nint vips_foreign_find_load_buffer(byte* bytes, nuint length);

    // These two take a list of further arguments that ends with zero. Apple's arm64 passes such lists on the stack, everyone else in
    // registers first: enough zeros to fill the registers and one more serve both.
    [DllImport(Library)]
    private static extern nint vips_image_new_from_buffer(byte* bytes, nuint length, [MarshalAs(UnmanagedType.LPUTF8Str)] string options,
        nint end1, nint end2, nint end3, nint end4, nint end5, nint end6, nint end7);

    [DllImport(Library)]
    private static extern int vips_image_write_to_file(nint image, [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        nint end1, nint end2, nint end3, nint end4, nint end5, nint end6, nint end7, nint end8);
}
