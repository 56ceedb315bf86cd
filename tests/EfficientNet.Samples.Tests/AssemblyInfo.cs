// Each test keeps all cores busy, and builds of programs share the folders of the projects they reference.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
