/// Why a list of field names cannot be recorded.
package enum RecordedFieldsError: Error, Equatable {
    case secret(String)
    case notAName(String)
    case repeated(String)
    case tooMany(Int)
}
