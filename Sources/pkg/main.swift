await PackageTool.main()
