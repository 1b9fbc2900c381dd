// PostFormats
